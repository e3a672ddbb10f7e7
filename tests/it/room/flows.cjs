// What people do in the reading room, in a real browser: `node flows.cjs FLOW LINK FOLDER` writes what came of it as JSON.
'use strict';
const fs = require('fs');
const path = require('path');
const modules = path.join(process.env.PLANLYS_NPM, 'node_modules');
const { chromium } = require(path.join(modules, 'playwright-core'));

const [, , flow, link, folder] = process.argv;
const base = new URL(link).origin;
const said = [];

/** A window of its own; what its pages complain about is told. */
async function open(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(message.text()); });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) said.push('asked ' + request.url()); });
  await page.goto(link);
  return page;
}

async function readAs(page, initials) {
  await page.goto(base + '/leser?til=/');
  await page.fill('#initialer', initials);
  await page.click('main button[type=submit]');
  await page.waitForURL(base + '/');
}

/** Whether a mark lies over the word it is of, as a person sees it: the box has ink, and is small. */
async function markOnPage(page) {
  await page.waitForFunction(() => { const img = document.querySelector('.sheet img'); return img && img.complete && img.naturalWidth > 0; });
  return page.evaluate(() => {
    const rect = document.querySelector('svg rect.here');
    const img = document.querySelector('.sheet img');
    const box = rect.getBoundingClientRect();
    const sheet = img.getBoundingClientRect();
    const canvas = document.createElement('canvas');
    canvas.width = img.naturalWidth;
    canvas.height = img.naturalHeight;
    const drawing = canvas.getContext('2d');
    drawing.drawImage(img, 0, 0);
    const scale = img.naturalWidth / sheet.width;
    const part = drawing.getImageData((box.left - sheet.left) * scale, (box.top - sheet.top) * scale, box.width * scale, box.height * scale);
    let dark = 0;
    for (let i = 0; i < part.data.length; i += 4) if (part.data[i] + part.data[i + 1] + part.data[i + 2] < 384) dark += 1;
    return {
      word: rect.querySelector('title').textContent,
      ink: dark / (part.data.length / 4),
      inSight: box.top >= 0 && box.bottom <= innerHeight,
      share: (box.width * box.height) / (sheet.width * sheet.height),
    };
  });
}

const flows = {
  /** Matrix → cell → page with highlight → decision → export. */
  async whole(browser) {
    const page = await open(browser);
    await readAs(page, 'KH');
    const cells = await page.locator('table.matrix a.cell').count();
    await page.click('table.matrix a.cell[href$="/bolig"]:has-text("grønn")');
    const title = await page.textContent('h1');
    await page.click('section.evidence ul.hits a.ds-link >> nth=0');
    const mark = await markOnPage(page);
    await page.screenshot({ path: path.join(folder, 'side.png') });
    await page.click('text=Siter dette treffet');
    await page.waitForSelector('text=Fjern sitatet');
    await page.click('text=Til ruten');
    const picked = await page.textContent('#antall-sitater');
    await page.check('input[name=utfall][value=yellow]');
    await page.fill('#begrunnelse', 'Planen er god, men tiltakene har ingen frist.');
    await page.click('button[value=her]');
    await page.waitForSelector('text=Lagret:');
    const shown = await page.textContent('h1');
    await page.goto(base + '/eksport');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href="/eksport/xlsx"]')]);
    await download.saveAs(path.join(folder, 'matrise.xlsx'));
    return { cells, title, mark, picked, shown };
  },

  /** Search → answer → page, and on to the next answer. */
  async search(browser) {
    const page = await open(browser);
    await page.goto(base + '/sok');
    await page.fill('#q', 'startlån');
    await page.waitForSelector('#svar .document');
    const total = await page.textContent('#svar p[role=status]');
    const address = page.url();
    await page.click('#svar ul.hits a.ds-link >> nth=0');
    await page.waitForSelector('.text div mark.hit');
    const first = { url: page.url(), words: await page.locator('.text div mark.hit').allTextContents() };
    await page.keyboard.press('n');
    await page.waitForURL((url) => url.href !== first.url);
    const second = { url: page.url(), words: await page.locator('.text div mark.hit').allTextContents() };
    await page.click('text=Til søket');
    await page.goto(base + '/sok?q=%C2%ABleie');
    const mistake = await page.textContent('.ds-alert');
    return { total, address, first, second, mistake };
  },

  /** Everything from the link to a kept decision with the keyboard alone. */
  async keyboard(browser) {
    const page = await open(browser);
    const to = async (selector) => {
      for (let step = 0; step < 400; step += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return step;
      }
      throw new Error('never reached ' + selector);
    };
    await page.keyboard.press('Tab');
    const skip = await page.evaluate(() => document.activeElement.getAttribute('href'));
    await to('a.reader');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#initialer');
    await to('#initialer');
    await page.keyboard.type('TB');
    await page.keyboard.press('Enter');
    await page.waitForURL(base + '/');
    await to('a.cell[href$="/bolig"]');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/celle/**');
    const first = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.href !== first);
    await page.keyboard.press('k');
    await page.waitForURL(first);
    await to('section.evidence ul.hits a.ds-link');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dokument/**');
    const page1 = page.url();
    await page.keyboard.press('n');
    await page.waitForURL((url) => url.href !== page1);
    await page.keyboard.press('c');
    await page.waitForSelector('text=Fjern sitatet');
    await to('nav.way a[href^="/celle/"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(first);
    const picked = await page.textContent('#antall-sitater');
    await to('input[name=utfall]');
    await page.keyboard.press('Space');
    await to('#begrunnelse');
    await page.keyboard.type('Lest med tastaturet.');
    await to('button[value=her]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Lagret:');
    return { skip, outline, picked, cell: first.slice(base.length) };
  },

  /** Two readers beside each other: the second is blind until both have decided, and the first's page follows. */
  async second(browser) {
    const [one, two] = [await open(browser), await open(browser)];
    await readAs(one, 'KH');
    await readAs(two, 'AB');
    const cell = await one.getAttribute('table.matrix a.cell[href$="/bolig"]:has-text("grønn")', 'href');
    const decide = async (page, colour, reason) => {
      await page.goto(base + cell);
      await page.check('input[name=sitat] >> nth=0');
      await page.check(`input[name=utfall][value=${colour}]`);
      await page.fill('#begrunnelse', reason);
      await page.click('button[value=her]');
      await page.waitForSelector('text=Lagret:');
    };
    await two.goto(base + '/');
    await decide(one, 'yellow', 'Den førstes grunn.');
    // The open matrix of the second says by itself that somebody decided, and not what.
    await two.waitForSelector(`a.cell[href="${cell}"]:has-text("◐")`);
    const matrix = await two.textContent(`a.cell[href="${cell}"]`);
    await two.goto(base + cell);
    const blind = (await two.textContent('main')).includes('Den førstes grunn.');
    await decide(two, 'green', 'Den andres grunn.');
    const both = await two.textContent('main');
    await one.goto(base + '/vurderinger');
    return { matrix, blind, seen: both.includes('Den førstes grunn.') && both.includes('Den andres grunn.'), differ: await one.textContent('main') };
  },

  /** A run that is stopped from the page while somebody reads. */
  async stopped(browser) {
    const page = await open(browser);
    await page.goto(base + '/dekning');
    await page.waitForSelector('#kjoring progress');
    const running = await page.textContent('#kjoring');
    await page.click('[data-run-stop]');
    await page.waitForFunction(() => document.querySelector('[data-run-words]').textContent.includes('stoppet'), null, { timeout: 20000 });
    return { running, words: await page.textContent('[data-run-words]') };
  },

  /** Files added from the page are read, and the matrix shows them. */
  async added(browser) {
    const page = await open(browser);
    await page.goto(base + '/dekning');
    await page.fill('#kommune', 'Bodø');
    await page.setInputFiles('#filer', path.join(folder, 'ny.txt'));
    await page.click('form[data-upload] button');
    await page.waitForSelector('text=er lagt til');
    await page.goto(base + '/');
    await page.waitForSelector('th:has-text("Bodø")', { timeout: 20000 });
    return { rows: await page.locator('table.matrix th').allTextContents() };
  },

  /** Reading without scripts. */
  async plain(browser) {
    const page = await open(browser, { javaScriptEnabled: false });
    await page.click('table.matrix a.cell[href$="/bolig"]:has-text("grønn")');
    const passages = await page.locator('ul.hits li').count();
    await page.click('section.evidence ul.hits a.ds-link >> nth=0');
    const text = await page.textContent('.text');
    const picture = await page.locator('.sheet img').count();
    await page.goto(base + '/');
    await page.click('details.choices summary');
    await page.selectOption('#niva', 'bolig');
    await page.click('form.filter button[type=submit]');
    const rows = await page.locator('table.matrix tbody tr').count();
    await page.goto(base + '/sok');
    await page.fill('#q', 'startlån');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#svar .document');
    return { passages, text: text.length, picture, rows };
  },

  /** axe-core on every page, wide and narrow, in every language, with everything open; no page is wider than the window. */
  async accessible(browser) {
    const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
    const found = [];
    let looked = 0;
    for (const [width, lang] of [[1440, 'nb'], [390, 'nn'], [390, 'en']]) {
      // Colours on their way from one to another are no colours to judge.
      const page = await open(browser, { viewport: { width, height: 844 }, reducedMotion: 'reduce' });
      await readAs(page, 'KH');
      if (lang !== 'nb') await page.click(`button[name=sprak][value=${lang}]`);
      const cell = await page.getAttribute('table.matrix a.cell[href$="/bolig"]', 'href');
      await page.goto(base + cell);
      const hit = await page.getAttribute('section.evidence ul.hits a.ds-link', 'href');
      const all = ['/', '/?utfall=green&sorter=svakest', cell, hit, '/sok', '/sok?q=startl%C3%A5n', '/sok?q=bolig*&visning=linjer', '/sok?q=bolig*&visning=antall', '/sok?q=%C2%ABfeil', '/vurderinger', '/dekning', '/pakker', '/pakker/boligsosial-2018', '/pakker/boligsosial-2018/former', '/eksport', '/hjelp', '/leser'];
      for (const address of all) {
        await page.goto(base + address);
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) found.push(`${address} ${lang} is ${wide} px too wide`);
        if (await page.getAttribute('html', 'lang') !== lang) found.push(`${address} is not ${lang}`);
        const result = await page.evaluate(axe + '; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })');
        looked += result.passes.length > 10 ? 1 : 0;
        for (const violation of result.violations) found.push(`${address} ${lang} ${violation.id}: ${violation.nodes[0].html}`);
      }
      await page.context().close();
    }
    return { found, looked };
  },
};

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.PLANLYS_CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  try {
    const came = await flows[flow](browser);
    process.stdout.write(JSON.stringify({ came, said }));
  } finally {
    await browser.close();
  }
})().catch((error) => { process.stderr.write(String(error && error.stack)); process.exit(1); });
