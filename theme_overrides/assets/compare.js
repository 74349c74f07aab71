/* Only narrows: boxes that hide columns of the table. What is chosen stands behind the # of the address, to be sent on. */
(function (d, w) {
  "use strict";
  d.addEventListener("DOMContentLoaded", () => {
    const heads = Array.from(d.querySelectorAll("#compare th[data-field]")), rows = d.querySelectorAll("#compare tr");
    const boxes = heads.map(head => {
      const label = d.createElement("label"), box = d.createElement("input");
      box.type = "checkbox";
      label.append(box, " " + head.textContent);
      d.getElementById("columns").append(label);
      return box;
    });
    const show = () => boxes.forEach((box, i) => rows.forEach(row => { row.cells[i + 1].hidden = !box.checked; }));
    const chosen = () => {
      const chosen = heads.filter((_, i) => boxes[i].checked).map(head => head.dataset.field);
      w.history.replaceState(null, "", "#only=" + chosen.join(","));
      show();
    };
    const read = () => {
      const found = /^#only=([\w,-]*)$/.exec(w.location.hash), wanted = found && found[1].split(",");
      const at = w.innerWidth < 640 ? ["phone"] : ["phone", "desk"];
      heads.forEach((head, i) => {
        boxes[i].checked = wanted ? wanted.includes(head.dataset.field) : at.includes(head.dataset.at);
      });
      show();
    };
    boxes.forEach(box => box.addEventListener("change", chosen));
    d.getElementById("every").addEventListener("click", () => {
      boxes.forEach(box => { box.checked = true; });
      chosen();
    });
    w.addEventListener("hashchange", read);
    read();
  });
})(document, window);
