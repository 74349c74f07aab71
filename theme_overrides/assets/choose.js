/* Only narrows: boxes that hide columns of a table, or parts of a page. What is chosen stands behind the # of the
   address, to be sent on. */
(function (d, w) {
  "use strict";
  d.addEventListener("DOMContentLoaded", () => {
    const picks = Array.from(d.querySelectorAll("[data-pick]")), rows = d.querySelectorAll("tr");
    const said = d.getElementById("chosen");
    const boxes = picks.map(pick => {
      const label = d.createElement("label"), box = d.createElement("input");
      box.type = "checkbox";
      label.append(box, " " + (pick.dataset.label || pick.textContent));
      d.getElementById("choose").append(label);
      return box;
    });
    const hide = (pick, hidden) => {
      if (pick.cellIndex === undefined) pick.hidden = hidden;
      else rows.forEach(row => { row.cells[pick.cellIndex].hidden = hidden; });
    };
    const show = () => {
      picks.forEach((pick, i) => hide(pick, !boxes[i].checked));
      if (said) said.textContent = "选了 " + boxes.filter(box => box.checked).length + " 站，一共 " + boxes.length + " 站。";
    };
    const chosen = () => {
      const chosen = picks.filter((_, i) => boxes[i].checked).map(pick => pick.dataset.pick);
      w.history.replaceState(null, "", "#only=" + chosen.join(","));
      show();
    };
    const read = () => {
      const found = /^#only=([\w,-]*)$/.exec(w.location.hash), wanted = found && found[1].split(",");
      const at = w.innerWidth < 640 ? ["phone"] : ["phone", "desk"];
      picks.forEach((pick, i) => {
        boxes[i].checked = wanted ? wanted.includes(pick.dataset.pick) : !pick.dataset.at || at.includes(pick.dataset.at);
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
