const line = document.getElementById('line');
const { library, slow, offline, failed } = line.dataset;
const say = words => line.textContent = words;
const on = (name, act) => addEventListener(name, event => act(event, event.detail?.ctx), true);
const fire = (fields, name) => [...fields].forEach(field => field.dispatchEvent(new Event(name)));
document.documentElement.className = 'js';

// htmx comes when needed; changes wait.
const early = new Set();
const lib = document.createElement('script');
lib.src = library;
lib.onload = () => {
  Object.assign(htmx.config, { history: false, defaultSwap: 'outerMorph', noSwap: [204, '40x', 429, '5xx'] });
  setTimeout(fire, 0, early, 'change');
};
lib.onerror = () => say(offline);
const load = () => document.body.append(lib);
on('focusin', ({ target }) => target.matches('[data-hx-post] *') && load());
on('change', ({ target }) => window.htmx || early.add(target));
document.querySelector('[data-hx-get]') && load();

// A check carries its field, data-with and the token.
on('htmx:config:request', (event, { sourceElement: { form, name, value, dataset }, request: { body } }) => {
  if (!form) return;
  if (!value || form.matches('.htmx-request')) event.preventDefault();
  for (const key of [...body.keys()]) `csrf_token ${name} ${dataset.with}`.split(' ').includes(key) || body.delete(key);
});

// Its answer moves the page, not one's place.
const y = () => document.activeElement.getBoundingClientRect().y;
on('htmx:before:swap', (_, ctx) => ctx.y = y());
on('htmx:after:swap', (_, ctx) => ctx.sourceElement.form && scrollBy(0, y() - ctx.y));

// A submit ends checks; a language needs a page.
on('submit', event => {
  event.submitter?.name === 'language' && event.stopPropagation();
  fire(event.target, 'htmx:abort');
  fire(event.target.querySelectorAll('.on'), 'click');
});

// Says what is wrong until it is not.
let asked;
on('htmx:before:request', (_, ctx) => ctx.timer = setTimeout(say, 4e3, slow));
on('htmx:finally:request', (_, { timer, response, sourceElement: from }) => {
  clearTimeout(timer);
  if (line.textContent === slow || response?.status < 400 && (asked ?? from) === from) say('');
});
on('htmx:error', () => say(offline, asked = null));
on('htmx:response:error', (_, { response: { status }, text, sourceElement: from }) => {
  asked = from;
  if (from.dataset.again && status === 503) return setTimeout(() => from.requestSubmit(), 3e3 + 6e3 * Math.random(), say(from.dataset.again));
  const page = new DOMParser().parseFromString(text, 'text/html');
  if (status !== 422) return say(page.querySelector('main .lead')?.textContent || failed);
  say('');
  for (const input of from.querySelectorAll('[type=password]')) input.value = '';
});

on('click', ({ target: it }) => {
  if (!it.matches('.show')) return;
  it.previousElementSibling.type = it.classList.toggle('on') ? 'text' : 'password';
  [it.textContent, it.dataset.other] = [it.dataset.other, it.textContent];
});

// Back may show somebody else's page.
on('pageshow', ({ persisted }) => persisted && location.reload());
