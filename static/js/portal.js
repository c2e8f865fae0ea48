// Small comforts on pages that work without script. All words come from the page, so that they are translated.
document.documentElement.classList.add('js');
const line = document.getElementById('line');
const say = words => { line.textContent = words || ''; };
const on = (name, act, capture) => document.addEventListener(name, act, capture);

// A field check carries that field, the fields it names in data-with and the CSRF token; a password never goes along by accident.
on('htmx:config:request', event => {
  const { sourceElement: source, request } = event.detail.ctx;
  if (!source.matches('.field *')) return;
  if (source.form.matches('.htmx-request')) return event.preventDefault();
  const keep = ['csrf_token', source.name, ...(source.dataset.with || '').split(' ')];
  for (const name of [...request.body.keys()]) if (!keep.includes(name)) request.body.delete(name);
});

// A submit ends running field checks (their answers would come too late) and hides shown passwords.
on('submit', event => {
  for (const field of event.target.elements) field.dispatchEvent(new Event('htmx:abort'));
  for (const button of event.target.querySelectorAll('.show.on')) button.click();
}, true);

// Says when the line is slow or down, or what the server answered; quiet again with the next good answer.
on('htmx:before:request', ({ detail: { ctx } }) => { ctx.slow = setTimeout(say, 4000, line.dataset.slow); });
on('htmx:after:request', ({ detail: { ctx } }) => { if (ctx.response.status < 400) say(); });
on('htmx:finally:request', ({ detail: { ctx } }) => {
  clearTimeout(ctx.slow);
  if (line.textContent === line.dataset.slow) say();
});
on('htmx:error', () => say(line.dataset.offline));
on('htmx:response:error', ({ detail: { ctx } }) => {
  if (ctx.response.status === 422) return say();
  const page = new DOMParser().parseFromString(ctx.text, 'text/html');
  say(page.querySelector('main .lead')?.textContent || line.dataset.failed);
});

// A form that came back keeps what was typed, but not passwords. (htmx moves the focus to the error summary and takes the title over.)
on('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx.target.id !== 'main') return;
  for (const input of document.querySelectorAll('[type=password]')) input.value = '';
});

// The button beside a password.
on('click', ({ target }) => {
  if (!target.matches('.show')) return;
  const input = document.getElementById(target.getAttribute('aria-controls'));
  input.type = target.classList.toggle('on') ? 'text' : 'password';
  [target.textContent, target.dataset.other] = [target.dataset.other, target.textContent];
});

// A page out of the Back button's memory may be somebody else's by now.
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
