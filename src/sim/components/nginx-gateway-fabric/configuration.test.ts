import { describe, expect, it } from 'vitest'
import {
  locationOf,
  precedence,
  redirected,
  rewritten,
  serverOf,
  type Configuration,
  type Location
} from './configuration'
import type { Filter, Match } from './objects'

const to = (upstream: string, match: Match, filters: readonly Filter[] = []): Location => ({
  match,
  filters,
  backends: [{ upstream, weight: 1 }]
})
const asked = (path: string, host = 'shop.example.com', headers: Record<string, string> = {}) => ({
  host,
  port: 80,
  path,
  headers
})
const found = (locations: readonly Location[], ...given: Parameters<typeof asked>) =>
  locationOf(
    { port: 80, host: '', tls: false, locations: locations.toSorted((a, b) => precedence(a.match, b.match)) },
    asked(...given)
  )?.backends[0]?.upstream

describe('a request finds its backend', () => {
  const prefix = (value: string): Match => ({ path: { type: 'PathPrefix', value } })
  it('by the whole path, else the longest prefix of whole elements', () => {
    const locations = [
      to('root', prefix('/')),
      to('a', prefix('/a')),
      to('ab', prefix('/a/b')),
      to('exact', { path: { type: 'Exact', value: '/a' } })
    ]
    expect(['/a', '/a/', '/a/b/c', '/ab', '/'].map((path) => found(locations, path))).toEqual([
      'exact',
      'a',
      'ab',
      'root',
      'root'
    ])
  })
  it('by method, then by the number of headers and of query parameters', () => {
    const locations = [
      to('plain', prefix('/')),
      to('canary', { ...prefix('/'), headers: [{ name: 'X-Canary', value: 'yes' }] }),
      to('regular', { ...prefix('/'), headers: [{ type: 'RegularExpression', name: 'x-user', value: 'a.*' }] }),
      to('query', { ...prefix('/'), queryParams: [{ name: 'v', value: '2' }] }),
      to('post', { ...prefix('/'), method: 'POST' })
    ]
    expect(found(locations, '/x')).toBe('plain')
    expect(found(locations, '/x?v=2')).toBe('query')
    expect(found(locations, '/x?v=2', undefined, { 'x-canary': 'yes' })).toBe('canary')
    expect(found(locations, '/x', undefined, { 'x-user': 'anna' })).toBe('regular')
    expect(found(locations, '/x', undefined, { 'x-canary': 'yes', ':method': 'POST' })).toBe('post')
  })
  it('at its host: the exact one, the longest wildcard, else the one for all', () => {
    const server = (host: string) => ({ port: 80, host, tls: false, locations: [] })
    const configuration: Configuration = {
      servers: ['', '*.example.com', '*.shop.example.com', 'shop.example.com'].map(server),
      upstreams: {}
    }
    const hosts = ['shop.example.com', 'a.shop.example.com', 'x.example.com:80', 'other.org']
    expect(hosts.map((host) => serverOf(configuration, asked('/', host))?.host)).toEqual([
      'shop.example.com',
      '*.shop.example.com',
      '*.example.com',
      ''
    ])
    expect(serverOf(configuration, { ...asked('/'), port: 81 })).toBeUndefined()
  })
  it('is sent elsewhere, or under another path', () => {
    const rewrite = (path: object): Filter[] => [
      { type: 'URLRewrite', urlRewrite: { path } as NonNullable<Filter['urlRewrite']> }
    ]
    const change = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' }
    expect(rewritten(to('a', prefix('/old'), rewrite(change)), '/old/x')).toBe('/new/x')
    expect(rewritten(to('a', prefix('/old'), rewrite({ ...change, replacePrefixMatch: '/' })), '/old/x')).toBe('/x')
    expect(
      rewritten(to('a', prefix('/old'), rewrite({ type: 'ReplaceFullPath', replaceFullPath: '/all' })), '/old/x')
    ).toBe('/all')
    const filters: Filter[] = [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }]
    expect(redirected(to('a', prefix('/'), filters), asked('/x'), false)).toEqual({
      code: 301,
      location: 'https://shop.example.com/x'
    })
    expect(redirected(to('a', prefix('/')), asked('/x'), false)).toBeUndefined()
  })
})
