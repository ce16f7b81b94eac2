// SPDX-License-Identifier: Apache-2.0
// Reads a mail (RFC 5322 and MIME) far enough to show it: headers, text, HTML, attachments.

const bytesOf = (binary) => Uint8Array.from(binary, (c) => c.charCodeAt(0));
const utf8 = (binary) => new TextDecoder().decode(bytesOf(binary));

function splitHead(text) {
  const end = /\r?\n\r?\n/.exec(text);
  return end ? [text.slice(0, end.index), text.slice(end.index + end[0].length)] : [text, ''];
}

function readHeaders(head) {
  const headers = new Map();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function decodeQuotedPrintable(text) {
  return text.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

function decodeBase64(text) {
  try {
    return atob(text.replace(/[^A-Za-z0-9+/]/g, ''));
  } catch {
    return '';
  }
}

/** Encoded-words (RFC 2047) become text; white space between two of them goes. */
function decodeWords(text) {
  const binary = text.replace(/(\?=)\s+(=\?)/g, '$1$2').replace(
    /=\?utf-8\?([BbQq])\?([^?]*)\?=/gi,
    (_, kind, word) => kind.toLowerCase() === 'b' ? decodeBase64(word) : decodeQuotedPrintable(word.replaceAll('_', ' ')));
  return utf8(binary);
}

/** A parameter of a structured header, with RFC 2231's encoding and continuations. */
function parameter(value, name) {
  const found = new Map();
  for (const [, key, quoted, plain] of value.matchAll(/;\s*([^=;\s]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g))
    found.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  if (found.has(name)) return utf8(found.get(name));
  let encoded = found.get(`${name}*`) ?? '';
  for (let i = 0; found.has(`${name}*${i}*`) || found.has(`${name}*${i}`); ++i)
    encoded += found.get(`${name}*${i}*`) ?? found.get(`${name}*${i}`);
  try {
    return decodeURIComponent(encoded.replace(/^[^']*'[^']*'/, ''));
  } catch {
    return encoded;
  }
}

function decodeBody(headers, body) {
  switch ((headers.get('content-transfer-encoding') ?? '').toLowerCase()) {
    case 'base64': return decodeBase64(body);
    case 'quoted-printable': return decodeQuotedPrintable(body);
    default: return body;
  }
}

function collect(text, found, depth) {
  const [head, body] = splitHead(text);
  const headers = readHeaders(head);
  const type = headers.get('content-type') ?? 'text/plain';
  const kind = type.split(';')[0].trim().toLowerCase();
  const boundary = parameter(type, 'boundary');
  if (kind.startsWith('multipart/') && boundary && depth < 8) {
    const pieces = `\r\n${body}`.split(`\n--${boundary}`).slice(1);
    for (const piece of pieces) {
      if (piece.startsWith('--')) break;
      collect(piece.replace(/^[^\n]*\n/, '').replace(/\r?\n?$/, ''), found, depth + 1);
    }
    return headers;
  }
  const content = decodeBody(headers, body);
  const disposition = headers.get('content-disposition') ?? '';
  if (/^attachment/i.test(disposition))
    found.attachments.push({name: parameter(disposition, 'filename') || 'attachment', bytes: bytesOf(content)});
  else if (kind === 'text/html') found.html ??= utf8(content);
  else if (kind === 'text/plain') found.text ??= utf8(content);
  return headers;
}

/** `raw`: the message as text; its UTF-8 is read as bytes. */
export function readMail(raw) {
  const binary = Array.from(new TextEncoder().encode(raw), (b) => String.fromCharCode(b)).join('');
  const found = {attachments: []};
  const headers = collect(binary, found, 0);
  const header = (name) => decodeWords(headers.get(name) ?? '');
  return {...found, subject: header('subject'), from: header('from'), to: header('to')};
}
