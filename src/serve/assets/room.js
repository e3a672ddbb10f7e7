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

  // How a run stands, and whether what is shown is still the last. Only pages in sight listen: a browser has few connections.
  var bar = document.getElementById('kjoring');
  if (bar && window.EventSource) {
    var first = null;
    var stream = null;
    var sending = false;
    document.addEventListener('planlys:sending', function (event) { sending = event.detail; });
    var isBusy = function () {
      var files = all('input[type=file]').some(function (input) { return input.files.length > 0; });
      return sending || files || document.querySelector('form#vurderingsskjema:not([hidden]), textarea, input[type=search]:focus');
    };
    var fresh = function () {
      if (document.querySelector('.fresh')) return;
      // Nothing that is typed or on its way is thrown away: the reader says when.
      if (!isBusy()) {
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
    var stands = function (event) {
      var now = JSON.parse(event.data);
      bar.hidden = !now.running && !now.failed;
      bar.textContent = '';
      bar.classList.toggle('failed', now.failed && !now.running);
      if (now.running) {
        var meter = document.createElement('progress');
        meter.max = 100;
        meter.value = now.percent;
        meter.setAttribute('aria-label', now.words);
        bar.append(meter);
      }
      var words = document.createElement('span');
      words.textContent = now.words;
      if (!bar.hidden) bar.append(words);
      all('[data-run-words]').forEach(function (el) { el.textContent = now.words; });
      all('[data-run-start]').forEach(function (el) { el.disabled = now.running; });
      all('[data-run-stop]').forEach(function (el) { el.disabled = !now.running || now.stopping; });
      if (first === null) first = now.ended;
      else if (now.ended > first) {
        first = now.ended;
        fresh();
      }
    };
    var decided = function () {
      // The matrix shows the new decision; a form that is being filled in is left alone.
      if (!document.getElementById('tabell') || !window.htmx) return;
      window.htmx.ajax('GET', location.pathname + location.search, { target: '#tabell', select: '#tabell', swap: 'outerHTML' });
    };
    var listen = function () {
      if (document.visibilityState !== 'visible') {
        if (stream) stream.close();
        stream = null;
      } else if (!stream) {
        // What was decided while nobody looked is fetched when somebody looks again.
        if (first !== null) decided();
        stream = new EventSource(bar.dataset.live);
        stream.addEventListener('kjoring', stands);
        stream.addEventListener('vurdering', decided);
      }
    };
    document.addEventListener('visibilitychange', listen);
    window.addEventListener('pagehide', function () { if (stream) stream.close(); });
    listen();
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
      request.addEventListener('error', function () { words.textContent = upload.dataset.broken; });
      request.addEventListener('loadend', function () { document.dispatchEvent(new CustomEvent('planlys:sending', { detail: false })); });
      document.dispatchEvent(new CustomEvent('planlys:sending', { detail: true }));
      request.send(new FormData(upload));
    });
  });

  // htmx sends the session's token with what changes something.
  document.addEventListener('htmx:configRequest', function (event) {
    event.detail.headers['X-CSRF-Token'] = csrf;
  });
})();
