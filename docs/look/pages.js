// What the theme leaves to a page: its boards are as dark as it is, and everybody finds their way around.
addEventListener("DOMContentLoaded", () => {
  const follow = () => {
    const { theme } = document.body.dataset;
    for (const board of document.querySelectorAll("kmeans-board")) {
      if (theme === "light" || theme === "dark") board.setAttribute("theme", theme);
      else board.removeAttribute("theme");
    }
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-theme"] });
  follow();
  // Code and tables that are wider than the page scroll, with the keyboard too.
  for (const box of document.querySelectorAll(".highlight pre, .table-wrapper")) box.tabIndex = 0;
  for (const caption of document.querySelectorAll(".caption[role=heading]")) caption.setAttribute("aria-level", "2");
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
});
