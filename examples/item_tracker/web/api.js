// SPDX-License-Identifier: Apache-2.0
// The service as functions. Every failure is an ApiError whose message can be shown to a person.

const timeout = 60_000;

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, {method = 'GET', body, signal} = {}) {
  const limit = AbortSignal.timeout(timeout);
  const request = {method, signal: signal && AbortSignal.any ? AbortSignal.any([signal, limit]) : signal ?? limit};
  if (body !== undefined) {
    request.headers = {'content-type': 'application/json'};
    request.body = JSON.stringify(body);
  }
  let response, text;
  try {
    response = await fetch(path, request);
    text = await response.text();
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new ApiError(failure.name === 'TimeoutError'
      ? 'The service took too long to answer.'
      : 'The service cannot be reached. Is it running?', 0);
  }
  if (response.ok) return text;
  throw new ApiError(errorText(response.status, text), response.status);
}

function errorText(status, text) {
  try {
    const {error} = JSON.parse(text);
    if (typeof error === 'string' && error) return error;
  } catch { /* Not the service's own answer: a proxy's, perhaps. */ }
  return `The service answered with status ${status}.`;
}

async function callJson(path, request) {
  const text = await call(path, request);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('The service gave an answer that is not JSON.', 0);
  }
}

const item = (id) => `api/items/${encodeURIComponent(id)}`;

export const about = () => callJson('about.json');
export const list = (archived, signal) =>
  callJson(archived === undefined ? 'api/items' : `api/items?archived=${archived}`, {signal});
export const add = (fields) => callJson('api/items', {method: 'POST', body: fields});
export const update = (id, fields) => callJson(item(id), {method: 'PUT', body: fields});
export const archive = (id) => call(`${item(id)}:archive`, {method: 'PUT'});
export const report = (email) => call('api/items:report', {method: 'POST', body: {email}});
export const outbox = () => callJson('local/outbox');
export const mail = (id) => call(`local/outbox/${encodeURIComponent(id)}`);
