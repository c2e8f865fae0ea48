// Comforts; words are the page's.
const line = document.getElementById('line');
const { library, slow, offline, failed } = line.dataset;
const say = words => { line.textContent = words; };
const on = (name, act) => document.addEventListener(name, event => act(event, event.detail?.ctx), true);
const fire = (fields, name) => { for (const field of fields) field.dispatchEvent(new Event(name)); };
document.documentElement.className = 'js';

// htmx comes when a form is touched or something polls; changes wait.
const early = new Set();
const script = document.createElement('script');
script.onload = () => {
  Object.assign(htmx.config, { history: false, defaultSwap: 'outerMorph', noSwap: [204, '40x', 429, '5xx'] });
  setTimeout(fire, 0, early, 'change');
};
script.onerror = () => say(offline);
const load = () => document.body.append(Object.assign(script, { src: library }));
on('focusin', ({ target }) => { if (target.matches('[data-hx-post] *')) load(); });
on('change', ({ target }) => window.htmx || early.add(target));
if (document.querySelector('[data-hx-get]')) load();

// A field check carries its field, data-with and the CSRF token.
on('htmx:config:request', (event, { sourceElement: { form, name, value, dataset }, request: { body } }) => {
  if (!form) return;
  if (!value || form.matches('.htmx-request')) event.preventDefault();
  for (const key of [...body.keys()]) if (!`csrf_token ${name} ${dataset.with}`.split(' ').includes(key)) body.delete(key);
});

// Its words move the page, but not what somebody is at.
const height = element => element.getBoundingClientRect().top;
on('htmx:before:swap', (_, ctx) => {
  const at = document.activeElement;
  if (ctx.sourceElement.form) ctx.stands = [at, height(at)];
});
on('htmx:after:swap', (_, { stands: [at, was] = [] }) => { if (at?.isConnected) scrollBy(0, height(at) - was); });

// A submit ends checks and hides passwords; a language needs a page.
on('submit', event => {
  if (event.submitter?.name === 'language') event.stopPropagation();
  fire(event.target, 'htmx:abort');
  for (const button of event.target.querySelectorAll('.on')) button.click();
});

// Says what is wrong until a good answer.
let asked;
on('htmx:before:request', (_, ctx) => { ctx.timer = setTimeout(say, 4000, slow); });
on('htmx:finally:request', (_, { timer, response, sourceElement: from }) => {
  clearTimeout(timer);
  if (line.textContent === slow || response?.status < 400 && (asked ?? from) === from) say('');
});
on('htmx:error', () => { asked = null; say(offline); });
on('htmx:response:error', (_, { response: { status }, text, sourceElement: from }) => {
  asked = from;
  const { again } = from.dataset;
  if (again && status === 503) return setTimeout(() => from.requestSubmit(), 3e3 + 6e3 * Math.random(), say(again));
  const words = new DOMParser().parseFromString(text, 'text/html').querySelector('main .lead');
  if (status !== 422) return say(words?.textContent || failed);
  say('');
  for (const input of from.querySelectorAll('[type=password]')) input.value = '';
});

on('click', ({ target }) => {
  if (!target.matches('.show')) return;
  target.previousElementSibling.type = target.classList.toggle('on') ? 'text' : 'password';
  [target.textContent, target.dataset.other] = [target.dataset.other, target.textContent];
});

// What Back shows may be somebody else's.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
