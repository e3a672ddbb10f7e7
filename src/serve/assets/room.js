// What a page does beyond showing itself: keys, how a run stands, what is picked for a decision. Everything can be read without it.
(function () {
  'use strict';
  var all = function (selector, under) {
    return Array.prototype.slice.call((under || document).querySelectorAll(selector));
  };
  var csrf = document.querySelector('meta[name=csrf]').content;

  // Keys: a link or button says in data-key which key it answers to.
  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest('input, select, textarea, [contenteditable]')) return;
    // Arrow keys belong to what scrolls while it has the focus.
    if (event.key.indexOf('Arrow') === 0 && event.target.closest('.scroll')) return;
    var target = all('[data-key]').find(function (el) { return el.dataset.key === event.key; });
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  // The hit that the reader came for, in the middle of what is in sight.
  var here = document.getElementById('treff');
  if (here && location.hash === '#treff') {
    var show = function () { here.scrollIntoView({ block: 'center', inline: 'nearest' }); };
    show();
    all('.sheet img').forEach(function (img) { if (!img.complete) img.addEventListener('load', show); });
  }
  var alert = document.getElementById('melding');
  if (alert) alert.focus();

  // What is picked and typed for a decision is kept while the reader goes from page to page.
  var form = document.getElementById('vurderingsskjema');
  if (form && !form.hidden) {
    var waiting = null;
    var keep = function () {
      clearTimeout(waiting);
      waiting = null;
      var count = document.getElementById('antall-sitater');
      var picked = {};
      all('input[name=sitat]').forEach(function (box) { if (box.checked) picked[box.value] = true; });
      if (count) count.textContent = Object.keys(picked).length;
      fetch(form.dataset.draft, { method: 'POST', body: new URLSearchParams(new FormData(form)), keepalive: true });
    };
    form.addEventListener('input', function () { clearTimeout(waiting); waiting = setTimeout(keep, 400); });
    document.addEventListener('change', function (event) {
      if (event.target.name !== 'sitat') return;
      // The same passage may stand in two lists.
      all('input[name=sitat]').forEach(function (box) {
        if (box.value === event.target.value) box.checked = event.target.checked;
      });
      keep();
    });
    window.addEventListener('pagehide', function () { if (waiting) keep(); });
    form.addEventListener('submit', function () { clearTimeout(waiting); waiting = null; });
  }

  // How a run stands, and whether what is shown is still the last.
  var bar = document.getElementById('kjoring');
  if (bar && window.EventSource) {
    var first = null;
    var was = false;
    var stream = new EventSource(bar.dataset.live);
    var fresh = function () {
      // Nothing that is typed is thrown away: the reader says when.
      if (document.querySelector('.fresh')) return;
      if (!document.querySelector('form#vurderingsskjema, textarea, input:focus') || document.querySelector('[data-run-words]')) {
        location.reload();
        return;
      }
      var note = document.createElement('div');
      note.className = 'fresh';
      note.setAttribute('role', 'status');
      var link = document.createElement('a');
      link.href = location.href;
      link.className = 'ds-link';
      link.textContent = bar.dataset.fresh;
      note.appendChild(link);
      document.getElementById('innhold').prepend(note);
    };
    stream.addEventListener('kjoring', function (event) {
      var now = JSON.parse(event.data);
      bar.hidden = !now.running;
      bar.textContent = '';
      if (now.running) {
        was = true;
        var meter = document.createElement('progress');
        meter.max = 100;
        meter.value = now.percent;
        meter.setAttribute('aria-label', now.words);
        var words = document.createElement('span');
        words.textContent = now.words;
        bar.append(meter, words);
      }
      all('[data-run-words]').forEach(function (el) { el.textContent = now.words; });
      all('[data-run-start]').forEach(function (el) { el.disabled = now.running; });
      all('[data-run-stop]').forEach(function (el) { el.disabled = !now.running || now.stopping; });
      if (first === null) first = now.ended;
      else if (now.ended > first) {
        first = now.ended;
        if (was || document.querySelector('[data-first-run]')) fresh();
        was = false;
      }
    });
    stream.addEventListener('vurdering', function () {
      // The matrix shows the new decision; a form that is being filled in is left alone.
      var table = document.getElementById('tabell');
      if (!table || !window.htmx) return;
      window.htmx.ajax('GET', location.pathname + location.search, { target: '#tabell', select: '#tabell', swap: 'outerHTML' });
    });
    window.addEventListener('pagehide', function () { stream.close(); });
  }

  // Files on their way: how much has been sent.
  all('form[data-upload]').forEach(function (upload) {
    upload.addEventListener('submit', function (event) {
      event.preventDefault();
      var words = upload.querySelector('[data-upload-words]');
      var request = new XMLHttpRequest();
      request.open('POST', upload.action);
      request.setRequestHeader('Accept', 'application/json');
      request.upload.addEventListener('progress', function (sent) {
        if (sent.lengthComputable) words.textContent = Math.floor(100 * sent.loaded / sent.total) + ' %';
      });
      request.addEventListener('load', function () {
        if (request.status < 400) location.href = '/dekning';
        else {
          var page = new DOMParser().parseFromString(request.responseText, 'text/html');
          words.textContent = (page.querySelector('[role=alert]') || page.body).textContent;
        }
      });
      request.addEventListener('error', function () { words.textContent = request.statusText; });
      request.send(new FormData(upload));
    });
  });

  // htmx sends the session's token with what changes something.
  document.addEventListener('htmx:configRequest', function (event) {
    event.detail.headers['X-CSRF-Token'] = csrf;
  });
})();
