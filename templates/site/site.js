// What makes the pages quicker to use: sort, filter, search, appearance. Everything is there without it too.
(function () {
  "use strict";
  var body = document.body;
  var root = body.dataset.root || "";

  function text(name, values) {
    var found = body.dataset["text" + name.charAt(0).toUpperCase() + name.slice(1)] || "";
    return found.replace(/\[(\w+)\]/g, function (whole, key) {
      return values && key in values ? values[key] : whole;
    });
  }

  function make(name, attributes, content) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (content !== undefined) element.textContent = content;
    return element;
  }

  function plain(value) {
    return value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  // Tables

  var compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  function valueOf(cell) {
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  }

  function shown(cell) {
    var pill = cell.querySelector("a, .pill");
    return (pill || cell).textContent.trim();
  }

  function sortable(table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      if (!head.dataset.sort) return;
      var button = make("button", { type: "button" }, head.textContent);
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", function () {
        sort(table, column, head.getAttribute("aria-sort") === "ascending");
      });
    });
  }

  function sort(table, column, descending) {
    var heads = table.tHead.rows[0].cells;
    var asNumbers = heads[column].dataset.sort === "number";
    var rows = Array.prototype.slice.call(table.tBodies[0].rows).map(function (row) {
      var cell = row.cells[column];
      var value = column === 0 ? shown(cell) : valueOf(cell);
      return { row: row, value: value, isEmpty: value === "" || value === "\u2013" };
    });
    rows.sort(function (one, other) {
      if (one.isEmpty || other.isEmpty) return one.isEmpty - other.isEmpty;
      var order = asNumbers ? Number(one.value) - Number(other.value) : compare(one.value, other.value);
      return descending ? -order : order;
    });
    var parts = document.createDocumentFragment();
    rows.forEach(function (one) { parts.append(one.row); });
    table.tBodies[0].append(parts);
    Array.prototype.forEach.call(heads, function (head) { head.removeAttribute("aria-sort"); });
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  function filterable(table, number) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var bar = make("div", { "class": "filters", role: "group", "aria-label": text("filter") + ": " + table.caption.textContent });
    var words = make("input", { type: "search", autocomplete: "off" });
    var chosen = [];
    var keep = number === 0;

    function labelled(name, field, extra) {
      var label = make("label", extra ? { "class": extra } : {}, name);
      field.setAttribute("aria-label", name);
      label.append(field);
      bar.append(label);
      return field;
    }

    labelled(text("filter"), words);
    heads.forEach(function (head, column) {
      if (!("facet" in head.dataset)) return;
      var values = new Map();
      rows.forEach(function (row) {
        var name = shown(row.cells[column]);
        var key = head.dataset.sort === "number" ? valueOf(row.cells[column]) : name;
        values.set(name, key);
      });
      if (values.size < 2 || values.size > 60) return;
      var select = make("select", {});
      select.append(make("option", { value: "" }, text("all")));
      Array.from(values.keys()).sort(function (one, other) {
        return compare(values.get(one), values.get(other));
      }).forEach(function (name) {
        select.append(make("option", { value: name }, name === "\u2013" ? text("none") : name));
      });
      chosen.push({ column: column, select: labelled(head.textContent.trim(), select) });
    });
    var sorting = make("select", {});
    sorting.append(make("option", { value: "" }, "\u2013"));
    heads.forEach(function (head, column) {
      if (!head.dataset.sort) return;
      sorting.append(make("option", { value: String(column) }, head.textContent.trim() + " \u2191"));
      sorting.append(make("option", { value: column + "-" }, head.textContent.trim() + " \u2193"));
    });
    labelled(text("sort"), sorting, "sorting");
    sorting.addEventListener("change", function () {
      if (sorting.value) sort(table, parseInt(sorting.value, 10), sorting.value.slice(-1) === "-");
    });
    var reset = make("button", { type: "button", hidden: "" }, text("reset"));
    var count = make("output", {});
    bar.append(reset, count);

    var contents = rows.map(function (row) { return plain(row.textContent); });

    function apply() {
      var wanted = plain(words.value).split(/\s+/).filter(Boolean);
      var left = 0;
      rows.forEach(function (row, index) {
        var isShown = wanted.every(function (word) { return contents[index].indexOf(word) >= 0; }) &&
          chosen.every(function (one) { return !one.select.value || shown(row.cells[one.column]) === one.select.value; });
        row.hidden = !isShown;
        left += isShown;
      });
      var isNarrowed = left < rows.length;
      count.textContent = text("shown", { shown: left, all: rows.length });
      reset.hidden = !isNarrowed && !words.value;
      if (keep) remember();
    }

    // The first table's choice stands in the address, so that it can be sent to somebody.
    function remember() {
      var query = new URLSearchParams(location.search);
      query.delete("filter");
      if (words.value) query.set("filter", words.value);
      chosen.forEach(function (one) {
        query.delete("c" + one.column);
        if (one.select.value) query.set("c" + one.column, one.select.value);
      });
      var search = query.toString();
      try {
        history.replaceState(null, "", location.pathname + (search ? "?" + search : "") + location.hash);
      } catch (error) { /* a browser that keeps addresses of files as they are */ }
    }

    if (keep) {
      var query = new URLSearchParams(location.search);
      words.value = query.get("filter") || "";
      chosen.forEach(function (one) {
        one.select.value = query.get("c" + one.column) || "";
        if (one.select.selectedIndex < 0) one.select.value = "";
      });
    }
    words.addEventListener("input", apply);
    chosen.forEach(function (one) { one.select.addEventListener("change", apply); });
    reset.addEventListener("click", function () {
      words.value = "";
      chosen.forEach(function (one) { one.select.value = ""; });
      apply();
      words.focus();
    });
    table.before(bar);
    apply();
  }

  var tables = Array.prototype.slice.call(document.querySelectorAll("table.data"));
  tables.filter(function (table) { return "tools" in table.dataset; }).forEach(filterable);
  tables.forEach(sortable);

  // A row that a link leads to must be there to be seen

  function reveal() {
    var id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    var row = id && document.getElementById(id);
    if (row && row.hidden) { row.hidden = false; row.scrollIntoView(); }
  }
  addEventListener("hashchange", reveal);
  reveal();

  // Search: the index is loaded when somebody begins to search

  var waiting = null;

  function withIndex(then) {
    if (window.pmoSearch) { then(window.pmoSearch); return; }
    if (waiting) { waiting.push(then); return; }
    waiting = [then];
    var script = make("script", { src: root + "assets/search-index.js" });
    script.addEventListener("load", function () {
      window.pmoSearch.texts = window.pmoSearch.records.map(function (one) {
        return [plain(one[0]), plain(window.pmoSearch.wheres[one[2]] + " " + window.pmoSearch.kinds[one[1]] + " " + one[4])];
      });
      waiting.forEach(function (one) { one(window.pmoSearch); });
    });
    document.head.append(script);
  }

  // A word that begins the title counts most, then one that begins a word of it, then one elsewhere in it.
  function score(words, texts, kind) {
    var sum = 0;
    for (var index = 0; index < words.length; index += 1) {
      var word = words[index];
      var at = texts[0].indexOf(word);
      var found = at === 0 ? 8 : at > 0 && /[^\p{L}\p{N}]/u.test(texts[0].charAt(at - 1)) ? 5 : at > 0 ? 2 : 0;
      if (!found) {
        var elsewhere = texts[1].indexOf(word);
        found = elsewhere === 0 || (elsewhere > 0 && /[^\p{L}\p{N}]/u.test(texts[1].charAt(elsewhere - 1))) ? 1 : 0;
      }
      if (!found) return 0;
      sum += found;
    }
    return sum + 1 / (1 + kind) + 1 / (1 + texts[0].length);
  }

  function find(index, query, most) {
    var words = plain(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    var hits = [];
    index.records.forEach(function (one, number) {
      var points = score(words, index.texts[number], one[1]);
      if (points) hits.push({ points: points, number: number });
    });
    hits.sort(function (one, other) { return other.points - one.points || one.number - other.number; });
    return { all: hits.length, first: hits.slice(0, most).map(function (hit) { return index.records[hit.number]; }) };
  }

  function link(index, one) {
    var made = make("a", { href: root + index.pages[one[3]] + (one[4] ? "#" + one[4] : "") }, one[0]);
    var where = index.wheres[one[2]];
    made.append(make("span", {}, index.kinds[one[1]] + (where ? " \u00b7 " + where : "")));
    return made;
  }

  function searchField() {
    var tools = document.querySelector(".tools");
    var old = tools.querySelector(".search-link");
    var field = make("div", { "class": "field" });
    var input = make("input", {
      type: "search", id: "search", role: "combobox", autocomplete: "off", placeholder: text("search") + " (/)",
      "aria-label": text("search"), "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list"
    });
    var hits = make("div", { "class": "hits", hidden: "" });
    var list = make("ul", { id: "hits", role: "listbox", "aria-label": text("search") });
    var said = make("p", { role: "status" });
    hits.append(list, said);
    field.append(input, hits);
    old.replaceWith(field);
    var current = -1;

    function close() {
      hits.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      current = -1;
    }

    function mark(number) {
      var options = list.children;
      if (!options.length) return;
      current = (number + options.length) % options.length;
      Array.prototype.forEach.call(options, function (one, index) {
        one.setAttribute("aria-selected", String(index === current));
      });
      input.setAttribute("aria-activedescendant", options[current].id);
      options[current].scrollIntoView({ block: "nearest" });
    }

    function show() {
      if (!input.value.trim()) { close(); return; }
      withIndex(function (index) {
        var found = find(index, input.value, 12);
        if (!input.value.trim()) return;
        list.textContent = "";
        (found.first || []).forEach(function (one, number) {
          var option = make("li", { id: "hit-" + number, role: "option", "aria-selected": "false" });
          var made = link(index, one);
          made.tabIndex = -1;
          option.append(made);
          list.append(option);
        });
        said.textContent = found.all ? text("found", { n: found.all }) : text("nothing");
        hits.hidden = false;
        input.setAttribute("aria-expanded", "true");
        current = -1;
        input.removeAttribute("aria-activedescendant");
      });
    }

    input.addEventListener("input", show);
    input.addEventListener("focus", function () { withIndex(function () {}); });
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { event.preventDefault(); mark(current + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(current < 0 ? -1 : current - 1); }
      else if (event.key === "Escape") { close(); }
      else if (event.key === "Enter") {
        var option = current >= 0 ? list.children[current] : null;
        if (option) option.firstChild.click();
        else if (input.value.trim()) location.href = root + "search.html?q=" + encodeURIComponent(input.value.trim());
      }
    });
    document.addEventListener("click", function (event) { if (!field.contains(event.target)) close(); });
    field.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !field.contains(event.relatedTarget)) close();
    });
    document.addEventListener("keydown", function (event) {
      var at = event.target;
      var isTyping = at.isContentEditable || /^(input|select|textarea)$/i.test(at.tagName);
      if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
    return input;
  }

  function searchPage(input) {
    var results = document.getElementById("results");
    if (!results) return;
    var query = new URLSearchParams(location.search).get("q");
    if (!query) return;
    input.value = query;
    withIndex(function (index) {
      var found = find(index, query, 100);
      results.append(make("h2", {}, found.all ? text("found", { n: found.all }) : text("nothing")));
      var list = make("ul", {});
      (found.first || []).forEach(function (one) {
        var item = make("li", {});
        item.append(link(index, one));
        list.append(item);
      });
      results.append(list);
    });
  }

  searchPage(searchField());

  // Light or dark

  var dark = matchMedia("(prefers-color-scheme: dark)");
  var whenTurned = [];

  function isDark() {
    var chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : dark.matches;
  }

  function turned() { whenTurned.forEach(function (one) { one(); }); }

  (function () {
    var button = make("button", { type: "button", "class": "theme" });

    function say() {
      button.textContent = isDark() ? text("light") : text("dark");
      button.setAttribute("aria-label", text("theme") + ": " + button.textContent);
    }

    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      try { localStorage.setItem("pmo-theme", theme); } catch (error) { /* it lasts for this page */ }
      turned();
    });
    dark.addEventListener("change", turned);
    whenTurned.push(say);
    document.querySelector(".tools").append(button);
    say();
  })();

  // Pictures: each is an image; what draws it here, and what is drawn, are loaded when somebody asks for them

  var scripts = {};

  function loaded(path) {
    scripts[path] = scripts[path] || new Promise(function (done, failed) {
      var script = make("script", { src: root + path });
      script.addEventListener("load", done);
      script.addEventListener("error", function () {
        delete scripts[path];
        script.remove();
        failed(new Error(path));
      });
      document.head.append(script);
    });
    return scripts[path];
  }

  var tip = make("div", { "class": "tip", "aria-hidden": "true", hidden: "" });
  body.append(tip);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") tip.hidden = true; });

  // What stands at the pointer, as text; the picture's words for who cannot see it are on the picture.
  function tooltip(view, event, item, value) {
    tip.hidden = value === null || value === undefined || value === "";
    if (tip.hidden) return;
    var content = make("dl");
    if (typeof value === "object") {
      Object.keys(value).forEach(function (key) {
        content.append(make("dt", {}, key), make("dd", {}, String(value[key])));
      });
    } else {
      content.append(make("dd", {}, String(value)));
    }
    tip.replaceChildren(content);
    var window_ = document.documentElement;
    tip.style.left = Math.max(0, Math.min(event.clientX + 14, window_.clientWidth - tip.offsetWidth - 4)) + "px";
    var isLow = event.clientY + 18 + tip.offsetHeight > window_.clientHeight;
    tip.style.top = Math.max(0, isLow ? event.clientY - 10 - tip.offsetHeight : event.clientY + 18) + "px";
  }

  function refuse() { return Promise.reject(new Error("pictures load nothing")); }

  // The interpreter takes a number that stands alone in datetime() for a year; toDate() says what was meant.
  function corrected(vega) {
    return JSON.parse(JSON.stringify(vega, function (key, value) {
      return key === "signal" && typeof value === "string" ? value.replace(/\bdatetime\((-?\d+)\)/g, "toDate($1)") : value;
    }));
  }

  var drawing = {
    mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: tooltip,
    patch: corrected,
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse }
  };

  // What a pointer is told about the marks of a picture, as tables, for who uses no pointer.
  function shownBy(specification) {
    var found = [];

    function look(part, source) {
      var data = part.data && part.data.name || source;
      var tips = part.encoding && part.encoding.tooltip;
      if (Array.isArray(tips) && specification.datasets[data]) found.push({ tips: tips, rows: specification.datasets[data] });
      (part.layer || []).forEach(function (one) { look(one, data); });
    }

    look(specification);
    return found;
  }

  function tableOf(part, title) {
    var table = make("table", { "class": "data" });
    var head = make("tr");
    part.tips.forEach(function (tip) { head.append(make("th", { scope: "col" }, tip.title)); });
    var rows = make("tbody");
    part.rows.forEach(function (row) {
      var line = make("tr");
      part.tips.forEach(function (tip, index) {
        var value = row[tip.field];
        var said = value === null || value === undefined ? "" : String(value);
        line.append(index ? make("td", { "data-label": tip.title }, said) : make("th", { scope: "row" }, said));
      });
      rows.append(line);
    });
    table.append(make("caption", { "class": "unseen" }, title + ": " + part.tips[0].title), make("thead"), rows);
    table.tHead.append(head);
    return table;
  }

  function asTable(figure, said) {
    var details = make("details");
    var summary = make("summary", {}, text("table"));
    summary.append(make("span", { "class": "unseen" }, ": " + figure.dataset.title));
    var place = make("div");
    details.append(summary, place);
    details.addEventListener("toggle", function () {
      if (!details.open || place.firstChild) return;
      said.textContent = "";
      loaded(figure.dataset.picture + ".js").then(function () {
        if (place.firstChild) return;
        shownBy(window.pmoPictures[figure.dataset.picture]).forEach(function (part) {
          place.append(tableOf(part, figure.dataset.title));
        });
      }).catch(function () {
        details.open = false;
        said.textContent = text("missing");
      });
    });
    return details;
  }

  function interactive(figure) {
    var image = figure.querySelector("img");
    var button = make("button", {
      type: "button", "aria-pressed": "false", "aria-label": text("interactive") + ": " + figure.dataset.title
    }, text("interactive"));
    var place = make("div", { "class": "drawn", role: "img", "aria-label": image.alt, hidden: "" });
    var said = make("p", { role: "status" });
    var view = null;
    var wanted = 0;

    function show(isDrawn) {
      image.hidden = isDrawn;
      place.hidden = !isDrawn;
      button.setAttribute("aria-pressed", String(isDrawn));
      button.removeAttribute("aria-busy");
    }

    function rest() {
      wanted += 1;
      if (view) view.finalize();
      view = null;
      tip.hidden = true;
      place.textContent = "";
      show(false);
    }

    function draw() {
      var name = figure.dataset.picture + (isDark() ? ".dark" : "");
      var number = wanted += 1;
      said.textContent = "";
      button.setAttribute("aria-busy", "true");
      Promise.all([loaded("assets/vega.js"), loaded(name + ".js")]).then(function () {
        return window.vegaEmbed(make("div"), window.pmoPictures[name], drawing);
      }).then(function (drawn) {
        if (number !== wanted) { drawn.finalize(); return; }
        if (view) view.finalize();
        view = drawn;
        var shape = drawn.view.container();
        shape.setAttribute("aria-hidden", "true");
        place.replaceChildren(shape);
        show(true);
      }).catch(function () {
        if (number !== wanted) return;
        rest();
        said.textContent = text("failed");
      });
    }

    button.addEventListener("click", function () {
      if (button.getAttribute("aria-pressed") === "true" || button.hasAttribute("aria-busy")) rest();
      else draw();
    });
    whenTurned.push(function () { if (view) draw(); });
    figure.prepend(button);
    figure.append(place, asTable(figure, said), said);
  }

  document.querySelectorAll("figure[data-picture]").forEach(interactive);
})();
