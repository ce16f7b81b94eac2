// SPDX-License-Identifier: Apache-2.0
// The list of work items and what can be done with it.
import * as api from './api.js';
import {prepareOutbox} from './outbox.js';
import {byId, clearError, element, notice, onSubmit, prepareDialogs, progress, showError} from './page.js';

const archivedOf = {active: false, archived: true, all: undefined};
const guideNames = new Map([...byId('item-form').guide.options].map((o) => [o.value, o.textContent]));
const selected = new Set();
let items = [];
let editing; // The item in the dialog; undefined while adding.
let loading; // Aborts the list request on its way.

const filter = () => document.querySelector('input[name=filter]:checked').value;
const titleOf = (item) => item.name || item.description || item.id;

// The list ----------------------------------------------------------------------------------

async function load() {
  loading?.abort();
  const mine = loading = new AbortController();
  byId('items').setAttribute('aria-busy', 'true');
  try {
    const found = await progress(api.list(archivedOf[filter()], mine.signal));
    if (mine !== loading) return;
    items = found.sort((a, b) => titleOf(a).localeCompare(titleOf(b)) || a.id.localeCompare(b.id));
    render();
    byId('items').setAttribute('aria-busy', 'false');
  } catch (problem) {
    if (mine !== loading) return;
    byId('items').setAttribute('aria-busy', 'false');
    showError(`The list could not be loaded. ${problem.message}`, () => {
      clearError();
      load();
    });
  }
}

function render() {
  for (const id of selected)
    if (!items.some((item) => item.id === id && !item.archived)) selected.delete(id);
  byId('rows').replaceChildren(...items.map(row));
  byId('items').hidden = !items.length;
  byId('empty').hidden = !!items.length;
  byId('empty-add').hidden = filter() === 'archived';
  byId('empty-text').textContent = {
    active: 'No active work items.', archived: 'Nothing is archived.', all: 'There are no work items yet.',
  }[filter()];
  byId('count').textContent = items.length === 1 ? '1 item' : `${items.length} items`;
  showSelection();
}

function row(item) {
  const check = element('input', {type: 'checkbox', checked: selected.has(item.id), disabled: !!item.archived,
    'aria-label': `Select ${titleOf(item)}`});
  check.dataset.id = item.id;
  check.addEventListener('change', () => {
    if (check.checked) selected.add(item.id);
    else selected.delete(item.id);
    showSelection();
  });
  const edit = element('button', {type: 'button', className: 'quiet', 'aria-label': `Edit ${titleOf(item)}`}, 'Edit');
  edit.addEventListener('click', () => openItem(item));
  const move = item.archived
    ? element('button', {type: 'button', className: 'quiet', 'aria-label': `Restore ${titleOf(item)}`}, 'Restore')
    : element('button', {type: 'button', className: 'quiet', 'aria-label': `Archive ${titleOf(item)}`}, 'Archive');
  move.addEventListener('click', () => item.archived ? restore(item, move) : archive([item], move));
  const name = element('th', {scope: 'row'}, element('span', {className: 'clamp'}, item.name ?? '—'));
  if (item.archived) name.append(element('span', {className: 'tag done'}, 'Archived'));
  return element('tr', {},
    element('td', {className: 'check'}, check),
    name,
    element('td', {'data-label': 'Guide'}, item.guide ? element('span', {className: 'tag'}, guideNames.get(item.guide) ?? item.guide) : ''),
    element('td', {'data-label': 'Description'}, item.description ? element('div', {className: 'clamp'}, item.description) : ''),
    element('td', {'data-label': 'Status'}, item.status ? element('div', {className: 'clamp'}, item.status) : ''),
    element('td', {}, element('div', {className: 'row-actions'}, edit, move)));
}

function showSelection() {
  const possible = items.filter((item) => !item.archived).length;
  const all = byId('select-all');
  all.disabled = !possible;
  all.checked = possible > 0 && selected.size === possible;
  all.indeterminate = selected.size > 0 && selected.size < possible;
  const button = byId('archive-selected');
  button.disabled = !selected.size;
  button.textContent = selected.size ? `Archive selected (${selected.size})` : 'Archive selected';
}

function selectAll({target}) {
  for (const item of items)
    if (target.checked && !item.archived) selected.add(item.id);
    else selected.delete(item.id);
  for (const box of byId('rows').querySelectorAll('input[type=checkbox]')) box.checked = selected.has(box.dataset.id);
  showSelection();
}

// Actions -----------------------------------------------------------------------------------

async function archive(chosen, button) {
  if (button.disabled) return;
  button.disabled = true;
  clearError();
  const outcomes = await progress(Promise.allSettled(chosen.map((item) => api.archive(item.id))));
  const failed = outcomes.flatMap((outcome, i) =>
    outcome.status === 'rejected' ? [`${titleOf(chosen[i])}: ${outcome.reason.message}`] : []);
  const done = chosen.length - failed.length;
  if (done) notice(done === 1 ? 'Archived 1 item.' : `Archived ${done} items.`);
  if (failed.length) showError(`${failed.length} of ${chosen.length} could not be archived. ${failed.slice(0, 3).join(' ')}`);
  chosen.forEach((item, i) => outcomes[i].status === 'fulfilled' && selected.delete(item.id));
  await load();
  button.disabled = false;
  showSelection();
  focusList();
}

/** Where the keyboard goes on when the row that had it is gone. */
function focusList() {
  const places = [byId('items'), byId('empty-add'), document.querySelector('input[name=filter]:checked')];
  places.find((place) => !place.closest('[hidden]')).focus();
}

async function restore(item, button) {
  if (button.disabled) return;
  button.disabled = true;
  clearError();
  try {
    await progress(api.update(item.id, {archived: false}));
    notice('Restored 1 item.');
  } catch (problem) {
    showError(`${titleOf(item)} could not be restored. ${problem.message}`);
  }
  await load();
  focusList();
}

function openItem(item) {
  const form = byId('item-form');
  editing = item;
  form.reset();
  for (const name of ['name', 'description', 'status']) form.elements[name].value = item?.[name] ?? '';
  setGuide(form.elements.guide, item ? item.guide ?? '' : 'dotnet');
  byId('item-title').textContent = item ? 'Edit item' : 'Add item';
  form.querySelector('[type=submit]').textContent = item ? 'Save' : 'Add';
  for (const field of form.elements) field.removeAttribute('aria-invalid');
  byId('item-dialog').showModal();
  form.elements.name.focus();
}

/** Keeps a guide that this page does not know: another client may have stored it. */
function setGuide(select, guide) {
  select.querySelector('[data-unknown]')?.remove();
  if (!guideNames.has(guide)) {
    const option = element('option', {value: guide}, guide || '(none)');
    option.dataset.unknown = 'yes';
    select.append(option);
  }
  select.value = guide;
}

/** What the dialog changes: only fields that differ, so that another person's edit stays. */
function changes(before, fields) {
  const changed = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== (before[name] ?? '').replace(/\r\n?/g, '\n')) changed[name] = value;
  return changed;
}

async function save({name, guide, description, status}) {
  const fields = {name, guide, description: description.replace(/\r\n?/g, '\n'), status};
  if (editing) {
    const changed = changes(editing, fields);
    if (Object.keys(changed).length) await api.update(editing.id, changed);
    notice('Saved.');
  } else {
    await api.add({...fields, archived: false});
    notice('Added.');
  }
  clearError();
  await load();
}

async function sendReport({email}) {
  await api.report(email.trim());
  clearError();
  notice(`The report is on its way to ${email.trim()}.`);
}

async function describe() {
  try {
    const {storage, outbox} = await api.about();
    byId('storage').textContent = `Kept in ${storage}`;
    if (outbox) prepareOutbox();
  } catch { /* The list says that the service cannot be reached. */ }
}

prepareDialogs();
onSubmit(byId('item-form'), save);
onSubmit(byId('report-form'), sendReport);
byId('open-add').addEventListener('click', () => openItem());
byId('empty-add').addEventListener('click', () => openItem());
byId('open-report').addEventListener('click', () => byId('report-dialog').showModal());
byId('select-all').addEventListener('change', selectAll);
byId('archive-selected').addEventListener('click', ({currentTarget}) =>
  archive(items.filter((item) => selected.has(item.id)), currentTarget));
byId('filter').addEventListener('change', () => {
  selected.clear();
  load();
});
load();
describe();
