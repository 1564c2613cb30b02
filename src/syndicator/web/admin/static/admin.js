// Brings a page up to date while it is looked at. Everything works without.
"use strict";

(() => {
  const SECONDS = 30;
  if (!document.body.hasAttribute("data-refresh")) return;

  const busy = () => {
    const here = document.activeElement;
    const main = document.getElementById("content");
    const typing = here && main.contains(here) && here !== main;
    const changed = [...main.querySelectorAll("input, select, textarea")].some((field) =>
      field.matches("select")
        ? [...field.options].some((option) => option.selected !== option.defaultSelected)
          && [...field.options].some((option) => option.defaultSelected)
        : field.value !== field.defaultValue);
    const open = main.querySelector("details[open]");
    return document.hidden || typing || changed || open || String(getSelection());
  };

  const refresh = async () => {
    if (busy()) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected || !answer.ok || busy()) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["main", "header.site", "footer.site"]) {
      const now = document.querySelector(part);
      const next = fresh.querySelector(part);
      if (now && next && !now.contains(document.activeElement)) now.replaceWith(next);
    }
    document.title = fresh.title;
  };

  setInterval(() => refresh().catch(() => {}), SECONDS * 1000);
})();
