// One key for each button that shows it, and copying with a click. Everything works without.
"use strict";

(() => {
  const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select");
  let meant = null;

  const press = (target) => {
    const reason = document.getElementById("reason");
    if (target.matches("input")) {
      target.focus();
    } else if (target.hasAttribute("data-reasoned") && reason && !reason.value.trim()) {
      meant = target;
      reason.focus();
    } else {
      target.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.isComposing) return;
    const here = event.target;
    if (event.key === "Enter" && here.id === "reason" && meant && !event.shiftKey) {
      event.preventDefault();
      press(meant);
      return;
    }
    if (event.ctrlKey || typing(here)) return;
    const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
    if (!target) return;
    event.preventDefault();
    press(target);
  });

  for (const field of document.querySelectorAll("[data-copy]")) {
    field.addEventListener("focus", () => field.select());
  }
})();
