/* Only adds: the large-text switch (remembered where the browser allows) and the print button. */
(function (d, w) {
  var root = d.documentElement, key = "zhishuo-large", on = false;
  try { on = w.localStorage.getItem(key) === "1"; } catch (e) { /* storage is off: the switch still works on this page */ }
  root.classList.add("js");
  root.classList.toggle("large", on);
  d.addEventListener("DOMContentLoaded", function () {
    var large = d.getElementById("large"), print = d.getElementById("print");
    large.setAttribute("aria-pressed", on);
    large.addEventListener("click", function () {
      on = root.classList.toggle("large");
      large.setAttribute("aria-pressed", on);
      try { w.localStorage.setItem(key, on ? "1" : "0"); } catch (e) { /* as above */ }
    });
    print.addEventListener("click", function () { w.print(); });
  });
  w.addEventListener("beforeprint", function () {
    d.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})(document, window);
