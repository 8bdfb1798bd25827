/* Adds to pages that work without it: arrow keys on maps, the chosen area, tables put in order. */
(function () {
  "use strict";

  var texts = JSON.parse(document.getElementById("samlad-words").textContent);

  /* ---- maps: one tab stop, arrow keys to the nearest area in that direction ---- */

  var ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  function nearest(from, links, way) {
    var x = Number(from.dataset.x), y = Number(from.dataset.y), best = null, least = Infinity;
    links.forEach(function (link) {
      var dx = Number(link.dataset.x) - x, dy = Number(link.dataset.y) - y;
      var along = dx * way[0] + dy * way[1];
      if (link === from || along <= 1) { return; }
      var across = Math.abs(dx * way[1] + dy * way[0]);
      var cost = along + 2.2 * across;
      if (cost < least) { least = cost; best = link; }
    });
    return best;
  }

  document.querySelectorAll("svg[data-map]").forEach(function (svg) {
    var links = Array.prototype.slice.call(svg.querySelectorAll("a"));
    var line = svg.closest("figure").querySelector("[data-chosen]");
    var rows = svg.closest(".map").querySelectorAll("[data-map-table] tbody tr");

    function choose(link) {
      links.forEach(function (other) { other.setAttribute("tabindex", other === link ? "0" : "-1"); });
      tell(link);
    }
    function tell(link) {
      line.hidden = false;
      line.textContent = link.getAttribute("aria-label");
      rows.forEach(function (row) {
        var to = row.querySelector("a");
        row.classList.toggle("is-chosen", Boolean(to) && to.getAttribute("href") === link.getAttribute("href"));
      });
      links.forEach(function (other) { other.classList.toggle("is-chosen", other === link); });
    }
    links.forEach(function (link) {
      link.addEventListener("focus", function () { choose(link); });
      link.addEventListener("pointerenter", function () { tell(link); });
    });
    svg.addEventListener("keydown", function (event) {
      var way = ARROWS[event.key], here = document.activeElement;
      if (links.indexOf(here) < 0) { return; }
      var next = way ? nearest(here, links, way)
        : event.key === "Home" ? links[0] : event.key === "End" ? links[links.length - 1] : null;
      if (way || next) { event.preventDefault(); }
      if (next) { choose(next); next.focus(); }
    });
    var help = document.createElement("p");
    help.className = "map__help";
    help.textContent = texts.map_help;
    line.parentNode.insertBefore(help, line);
  });

  /* ---- tables: each heading becomes a button that puts the rows in order ---- */

  function number(text) {
    var found = text.replace(/\u2212/g, "-").replace(/[\s\u00a0\u202f]/g, "").match(/-?\d[\d.,]*/);
    if (!found) { return null; }
    var plain = texts.decimal === "," ? found[0].replace(",", ".") : found[0].replace(/,/g, "");
    return Number(plain);
  }

  function order(table, column, numeric, falling) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows).map(function (row, i) {
      var text = row.cells[column].textContent.trim();
      return { row: row, i: i, key: numeric ? number(text) : text };
    });
    rows.sort(function (a, b) {
      if (a.key === null || b.key === null) { return (a.key === null) - (b.key === null) || a.i - b.i; }
      var sign = numeric ? a.key - b.key : a.key.localeCompare(b.key, document.documentElement.lang);
      return (falling ? -sign : sign) || a.i - b.i;
    });
    rows.forEach(function (one) { body.appendChild(one.row); });
  }

  var status = document.createElement("p");
  status.className = "ds-sr-only";
  status.setAttribute("role", "status");
  document.querySelector("main").appendChild(status);

  document.querySelectorAll("table[data-sortable]").forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var numeric = head.classList.contains("n"), label = head.textContent;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      head.textContent = "";
      head.appendChild(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var falling = now === "none" ? numeric : now === "ascending";
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) {
          other.setAttribute("aria-sort", "none");
        });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        order(table, column, numeric, falling);
        status.textContent = (falling ? texts.falling : texts.rising).replace("{column}", label);
      });
    });
  });
})();
