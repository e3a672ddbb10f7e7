// Filters, and evidence that is put in place when it is asked for. The page can be read without this.
(function () {
  'use strict';
  var all = function (selector, under) {
    return Array.prototype.slice.call((under || document).querySelectorAll(selector));
  };
  // Evidence lies as text until its details are opened: a whole country's hits would be slow to lay out at once.
  function fill(details) {
    all('script[type="text/html"]', details).forEach(function (held) {
      if (held.parentNode !== details) return;
      var template = document.createElement('template');
      template.innerHTML = held.textContent;
      held.replaceWith(template.content);
    });
  }
  document.addEventListener('toggle', function (event) {
    if (event.target.open) fill(event.target);
  }, true);
  function show() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches('section.cell')) return;
    target.hidden = false;
    all('details.evidence', target).forEach(function (details) { details.open = true; fill(details); });
    // Sections that come into sight get their real heights only then, so the place is looked for twice.
    target.scrollIntoView();
    requestAnimationFrame(function () {
      requestAnimationFrame(function () { target.scrollIntoView(); });
    });
  }
  window.addEventListener('hashchange', show);
  show();

  var form = document.getElementById('utvalg');
  if (!form) return;
  form.hidden = false;
  var heads = all('th[data-county]');
  var cells = all('td[data-outcome]');
  var placed = all('[data-m],[data-level]');
  function apply() {
    var county = form.elements.county ? form.elements.county.value : '';
    var level = form.elements.level.value;
    var name = form.elements.name.value.trim().toLowerCase();
    var wanted = all('input[name=outcome]:checked', form).map(function (box) { return box.value; });
    var of = function (el) { return wanted.length === 0 || wanted.indexOf(el.dataset.outcome) >= 0; };
    var has = {};
    cells.forEach(function (cell) {
      if (of(cell) && (!level || cell.dataset.level === level)) has[cell.dataset.m] = true;
    });
    var shown = {}, count = 0;
    heads.forEach(function (head) {
      var ok = (!county || head.dataset.county === county) && has[head.dataset.m] === true &&
        head.textContent.toLowerCase().indexOf(name) >= 0;
      if (ok && !shown[head.dataset.m]) count += 1;
      shown[head.dataset.m] = ok;
    });
    var seen = 0;
    placed.forEach(function (el) {
      var out = (el.dataset.m && !shown[el.dataset.m]) || (level && el.dataset.level && el.dataset.level !== level);
      if (el.tagName === 'TD' && el.dataset.outcome) {
        el.classList.toggle('dim', !of(el));
        if (!out && of(el)) seen += 1;
      } else if (el.dataset.outcome && !of(el)) {
        out = true;
      }
      el.hidden = Boolean(out);
    });
    all('div.county').forEach(function (table) {
      table.hidden = all('tbody tr', table).every(function (row) { return row.hidden; });
    });
    // What counts all municipalities would mislead beside a part of them.
    all('.whole').forEach(function (part) { part.hidden = Boolean(county || name || wanted.length); });
    document.getElementById('vist').textContent = form.dataset.shown.replace('#m', count).replace('#n', seen);
  }
  form.addEventListener('input', apply);
  form.addEventListener('reset', function () { setTimeout(apply, 0); });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  apply();
})();
