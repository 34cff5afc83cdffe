// The appearance that the reader chose, before anything is drawn.
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("pmo-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (error) { /* no storage: as the system says */ }
})();
