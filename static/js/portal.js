// Comforts; words are the page's.
const line = document.getElementById('line');
const { library, slow, offline, failed } = line.dataset;
const say = words => { line.textContent = words; };
const on = (name, act) => document.addEventListener(name, event => act(event, event.detail?.ctx), true);
document.documentElement.classList.add('js');

// htmx outweighs the rest: it comes when a form is touched or something polls; earlier changes wait.
const early = new Set();
let script;
const load = () => {
  if (script) return;
  script = document.createElement('script');
  script.src = library;
  script.onload = () => setTimeout(() => early.forEach(field => field.dispatchEvent(new Event('change'))));
  script.onerror = () => say(offline);
  document.body.append(script);
};
on('focusin', ({ target }) => { if (target.matches('[data-hx-post] *')) load(); });
on('change', ({ target }) => { if (!window.htmx) early.add(target); });
if (document.querySelector('[data-hx-get]')) load();

// A check carries its field, those in data-with and the CSRF token.
on('htmx:config:request', (event, { sourceElement: { form, name, value, dataset }, request: { body } }) => {
  if (!form) return;
  if (!value || form.matches('.htmx-request')) event.preventDefault();
  for (const key of [...body.keys()]) if (!`csrf_token ${name} ${dataset.with}`.split(' ').includes(key)) body.delete(key);
});

// A submit ends running checks and hides shown passwords.
on('submit', ({ target }) => {
  for (const field of target) field.dispatchEvent(new Event('htmx:abort'));
  for (const button of target.querySelectorAll('.on')) button.click();
});

// Says what is wrong until the same question has a good answer; a full waiting line is tried again.
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
  say(status === 422 ? '' : words?.textContent || failed);
  // A form that comes back keeps no password.
  if (status === 422) for (const input of from.querySelectorAll('[type=password]')) input.value = '';
});

// The button that shows a password.
on('click', ({ target }) => {
  if (!target.matches('.show')) return;
  target.previousElementSibling.type = target.classList.toggle('on') ? 'text' : 'password';
  [target.textContent, target.dataset.other] = [target.dataset.other, target.textContent];
});

// What Back shows may be somebody else's.
addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
