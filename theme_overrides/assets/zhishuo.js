/* Only adds: the large-text switch (remembered where the browser allows) and the print button, from the first press on. */
(function (d, w) {
  var root = d.documentElement, key = "zhishuo-large", on = false;
  function tell() { d.getElementById("large").setAttribute("aria-pressed", on); }
  try { on = w.localStorage.getItem(key) === "1"; } catch (e) { /* nothing is remembered, the switch works */ }
  root.classList.add("js");
  root.classList.toggle("large", on);
  d.addEventListener("DOMContentLoaded", tell);
  d.addEventListener("click", function (event) {
    if (event.target.id === "print") w.print();
    if (event.target.id === "large") {
      on = root.classList.toggle("large");
      tell();
      try { w.localStorage.setItem(key, +on); } catch (e) {}
    }
  });
  w.addEventListener("beforeprint", function () {
    d.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})(document, window);
