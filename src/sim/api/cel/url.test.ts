import { expect, it } from 'vitest'
import { urlOf } from './url'

it.each([
  ['https://example.com:80/path?a=b', ['https', 'example.com:80', 'example.com', '80', '/path']],
  ['https://user@example.com', ['https', 'example.com', 'example.com', '', '']],
  ['https://[::1]:80/', ['https', '[::1]:80', '::1', '80', '/']],
  ['/absolute-path', ['', '', '', '', '/absolute-path']],
  ['https://example.com/with space/', ['https', 'example.com', 'example.com', '', '/with%20space/']],
  ['/%80/ä b', ['', '', '', '', '/%80/%C3%A4%20b']],
  ['mailto:a@b.c', ['mailto', '', '', '', '']]
])('%s is a URL', (text, parts) => {
  const { scheme, host, hostname, port, path } = urlOf(text)!
  expect([scheme, host, hostname, port, path]).toEqual(parts)
})

it.each([
  '',
  'example.com',
  '../relative',
  'https://a:b:c/',
  'https://exa mple.com/',
  'https://a/%zz',
  '/\ud800',
  ':foo'
])('%s is none', (text) => expect(urlOf(text)).toBeUndefined())
