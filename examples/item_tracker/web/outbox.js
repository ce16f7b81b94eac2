// SPDX-License-Identifier: Apache-2.0
// The mails that the embedded mail service has sent, in local mode.
import * as api from './api.js';
import {readMail} from './mail.js';
import {byId, element, progress} from './page.js';

const dialog = byId('mail-dialog');
const failure = dialog.querySelector('.form-error');
let links = [];

export function prepareOutbox() {
  byId('open-mail').hidden = false;
  byId('open-mail').addEventListener('click', () => {
    dialog.showModal();
    load();
  });
  byId('mail-refresh').addEventListener('click', load);
  dialog.addEventListener('close', () => show());
}

async function guarded(work) {
  failure.hidden = true;
  try {
    return await progress(work);
  } catch (problem) {
    failure.textContent = problem.message;
    failure.hidden = false;
    return undefined;
  }
}

async function load() {
  const mails = await guarded(api.outbox());
  if (!mails) return;
  const newest = [...mails].reverse();
  byId('mail-list').replaceChildren(...newest.map(entry));
  if (newest.length) select(newest[0].id);
  else show(element('p', {className: 'muted'}, 'Nothing was sent yet.'));
}

function entry({id, time, recipients, subject}) {
  const open = element('button', {type: 'button', className: 'quiet'},
    element('strong', {}, subject || '(no subject)'), element('br'),
    element('span', {className: 'muted'}, `${recipients.join(', ')} · ${new Date(time).toLocaleString()}`));
  open.dataset.id = id;
  open.addEventListener('click', () => select(id));
  return element('li', {}, open);
}

async function select(id) {
  for (const button of byId('mail-list').querySelectorAll('button'))
    button.setAttribute('aria-current', String(button.dataset.id === id));
  const raw = await guarded(api.mail(id));
  if (raw !== undefined) show(...parts(readMail(raw), raw, id));
}

function show(...nodes) {
  links.forEach(URL.revokeObjectURL);
  links = [];
  byId('mail-view').replaceChildren(...nodes);
}

function download(name, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], {type: 'application/octet-stream'}));
  links.push(url);
  return element('a', {href: url, download: name}, `${name} (${bytes.length.toLocaleString()} bytes)`);
}

function parts(mail, raw, id) {
  const facts = [['Subject', mail.subject], ['From', mail.from], ['To', mail.to]];
  const nodes = [element('dl', {}, ...facts.flatMap(([name, value]) =>
    [element('dt', {}, name), element('dd', {}, value)]))];
  for (const {name, bytes} of mail.attachments) {
    nodes.push(element('h3', {}, 'Attachment'), element('p', {}, download(name, bytes)));
    if (name.endsWith('.csv'))
      nodes.push(element('pre', {tabIndex: 0}, new TextDecoder().decode(bytes.slice(0, 20_000))));
  }
  if (mail.html) {
    // An empty sandbox: no script, no form, no link out of the frame.
    const frame = element('iframe', {title: 'The mail as HTML', srcdoc: mail.html});
    frame.setAttribute('sandbox', '');
    nodes.push(element('h3', {}, 'HTML'), frame);
  }
  if (mail.text) nodes.push(element('h3', {}, 'Text'), element('pre', {tabIndex: 0}, mail.text));
  nodes.push(element('p', {}, download(`${id}.eml`, new TextEncoder().encode(raw))));
  return nodes;
}
