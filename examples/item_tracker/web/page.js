// SPDX-License-Identifier: Apache-2.0
// Small pieces that all parts of the page use. Text only ever enters the page as text.

export const byId = (id) => document.getElementById(id);

/** element('td', {className: 'x'}, 'text', child, ...) */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (name.includes('-') || name === 'role' || name === 'scope') made.setAttribute(name, value);
    else made[name] = value;
  made.append(...children);
  return made;
}

let running = 0;

/** Shows the progress bar while `work` runs. */
export async function progress(work) {
  ++running;
  byId('progress').hidden = false;
  try {
    return await work;
  } finally {
    byId('progress').hidden = --running === 0;
  }
}

let noticeTimer;

/** A short message that goes away by itself and is read out by screen readers. */
export function notice(text) {
  const box = byId('notice');
  box.textContent = text;
  box.classList.add('shown');
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => box.classList.remove('shown'), 5000);
}

/** An error stays until it is dismissed or the next action succeeds. */
export function showError(text, retry) {
  byId('error-text').textContent = text;
  byId('error-retry').hidden = !retry;
  byId('error-retry').onclick = retry ?? null;
  byId('error').hidden = false;
}

export function clearError() {
  byId('error').hidden = true;
}

export function prepareDialogs() {
  byId('error-close').addEventListener('click', clearError);
  for (const button of document.querySelectorAll('[data-close]'))
    button.addEventListener('click', () => button.closest('dialog').close());
  for (const dialog of document.querySelectorAll('dialog'))
    dialog.addEventListener('cancel', (event) => {
      if (dialog.dataset.busy) event.preventDefault();
    });
}

/** Makes a form of a dialog send at most once at a time, with its errors shown inside it.
    `send(fields)` returns a promise; the dialog closes when it is fulfilled. */
export function onSubmit(form, send) {
  const dialog = form.closest('dialog');
  const failure = form.querySelector('.form-error');
  const submit = form.querySelector('[type=submit]');

  const say = (text) => {
    failure.textContent = text;
    failure.hidden = !text;
  };
  dialog.addEventListener('close', () => say(''));
  form.addEventListener('input', ({target}) => target.removeAttribute('aria-invalid'));

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (dialog.dataset.busy) return;
    const wrong = [...form.elements].filter((field) => field.willValidate && !isGood(field));
    for (const field of form.elements) field.removeAttribute('aria-invalid');
    for (const field of wrong) field.setAttribute('aria-invalid', 'true');
    if (wrong.length) {
      say(wrong.map(complaint).join(' '));
      wrong[0].focus();
      return;
    }
    say('');
    dialog.dataset.busy = 'yes';
    const label = submit.textContent;
    submit.disabled = true;
    submit.textContent = 'Sending …';
    try {
      await progress(send(Object.fromEntries(new FormData(form))));
      dialog.close();
    } catch (problem) {
      say(problem.message);
    } finally {
      delete dialog.dataset.busy;
      submit.disabled = false;
      submit.textContent = label;
    }
  });
}

const labelOf = (field) => field.labels[0].firstChild.textContent.trim();
const isGood = (field) => field.validity.valid && !(field.required && !field.value.trim());

function complaint(field) {
  if (!field.value.trim()) return `${labelOf(field)} is needed.`;
  if (field.validity.typeMismatch) return `${labelOf(field)} is not a mail address.`;
  return `${labelOf(field)}: ${field.validationMessage}`;
}
