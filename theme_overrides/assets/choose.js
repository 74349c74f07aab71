/* Only narrows: boxes that hide columns of a table, or parts of a page. What is chosen stands behind the # of the
   address, to be sent on. Stands below all it hides, and runs at once, so that nothing moves once it is shown. */
(function (d, w) {
  "use strict";
  const picks = Array.from(d.querySelectorAll("[data-pick]")), boxes = Array.from(d.querySelectorAll("#choose input"));
  const rows = d.querySelectorAll("tr"), said = d.getElementById("chosen");
  const hide = (pick, hidden) => {
    if (pick.cellIndex === undefined) pick.hidden = hidden;
    else rows.forEach(row => { row.cells[pick.cellIndex].hidden = hidden; });
  };
  // A way that starts at a stop which is left out is no longer told, nor how long the whole route is.
  const tell = number => {
    said.textContent = number ? "选了 " + number + " 站，一共 " + boxes.length + " 站。" : "一站也没有选，先选一站再打印。";
    picks.forEach((pick, i) => swap(pick, i > 0 && !boxes[i - 1].checked));
    swap(d.getElementById("travel"), number < boxes.length);
  };
  const swap = (part, isOther) => {
    part.querySelectorAll(".way-here").forEach(words => { words.hidden = isOther; });
    part.querySelectorAll(".way-else").forEach(words => { words.hidden = !isOther; });
  };
  const show = () => {
    picks.forEach((pick, i) => hide(pick, !boxes[i].checked));
    if (said) tell(boxes.filter(box => box.checked).length);
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
  const press = (id, act) => {
    const button = d.getElementById(id);
    if (button) button.addEventListener("click", act);
  };
  const check = all => () => {
    boxes.forEach(box => { box.checked = all; });
    chosen();
  };
  press("every", check(true));
  press("none", check(false));
  press("paper", () => { w.print(); });
  w.addEventListener("hashchange", read);
  w.addEventListener("pageshow", read);  // a browser that goes back fills the boxes as they were
  read();
})(document, window);
