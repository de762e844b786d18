import { describe, expect, it } from 'vitest'
import { parseImage } from '../../../api/image-reference'
import { behaviourOf } from '../behaviour'
import { resolve } from './images'
import type { CriCreateContainer } from '../messages'

describe('image names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['polinux/stress', 'docker.io/polinux/stress:latest'],
    ['localhost:40500/slow/app:1.0', 'localhost:40500/slow/app:1.0'],
    ['registry.k8s.io/pause:3.6', 'registry.k8s.io/pause:3.6'],
    [`a/b@sha256:${'0'.repeat(64)}`, `docker.io/a/b@sha256:${'0'.repeat(64)}`]
  ])('%s means %s', (image, name) => {
    const parsed = parseImage(image)
    expect(parsed.ok && parsed.value.name).toBe(name)
  })

  it.each([
    ['Bad_Image:::1', 'invalid reference format: repository name must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['', 'invalid reference format']
  ])('%s is refused: %s', (image, error) => {
    expect(parseImage(image)).toEqual({ ok: false, error })
  })
})

describe('a registry', () => {
  it.each([
    ['localhost:40500/nope/app:9.9', 'not-found', 'localhost:40500/nope/app:9.9: not found'],
    ['nginx:9.99-typo', 'not-found', 'docker.io/library/nginx:9.99-typo: not found'],
    [
      'localhost:40500/private/app:1.0',
      'denied',
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
    ],
    [
      'registry.example.invalid/app:1.0',
      'no-host',
      'failed to do request: Head "https://registry.example.invalid/v2/app/manifests/1.0": dial tcp: lookup registry.example.invalid'
    ],
    [
      'localhost:40999/app:1.0',
      'refused',
      'failed to do request: Head "http://localhost:40999/v2/app/manifests/1.0": dial tcp 127.0.0.1:40999: connect: connection refused'
    ]
  ])('answers for %s: %s', (image, kind, error) => {
    expect(resolve(image)).toMatchObject({ kind, error })
  })

  it.each([
    ['wordpress:6.5-php8.3-apache', 'found'],
    ['memcached:1.6', 'found'],
    ['mongo:7.0', 'found'],
    ['ubuntu:noble', 'found'],
    ['postgres:99', 'not-found'],
    ['nginx:2', 'not-found'],
    ['nginx:broken', 'not-found'],
    ['nginx:does-not-exist', 'not-found'],
    ['nginx:stable-alpine3.23', 'found'],
    ['php:fpm-alpine', 'found'],
    ['node:lts-bookworm-slim', 'found'],
    ['python:alpine3.22', 'found'],
    ['ghcr.io/acme/shop:nonexistent', 'not-found'],
    ['elasticsearch', 'not-found'],
    ['nobody-made-this', 'denied'],
    ['somebody/made-this:v3', 'found'],
    ['gcr.io/google-samples/gb-frontend:v5', 'found']
  ])('has %s: %s', (image, kind) => {
    expect(resolve(image).kind).toBe(kind)
  })

  it('gives the same image its id on every node, and another tag another', () => {
    const id = (name: string) => {
      const found = resolve(name)
      return found.kind === 'found' ? found.image.id : ''
    }
    expect(id('nginx:1.25')).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(id('nginx:1.25')).toBe(id('docker.io/library/nginx:1.25'))
    expect(id('nginx:1.25')).not.toBe(id('nginx:1.26'))
  })
})

describe('what a container runs', () => {
  const request = (more: Partial<CriCreateContainer>): CriCreateContainer => ({
    type: 'cri.CreateContainer',
    id: 1,
    sandboxId: 's',
    name: 'app',
    attempt: 0,
    image: 'nginx:1.25',
    command: [],
    args: [],
    env: {},
    files: {},
    ports: [],
    serving: true,
    memoryLimitBytes: 0,
    oomScoreAdj: 1_000,
    annotations: {},
    restartCount: 0,
    hash: '',
    ...more
  })

  it('is the image’s own program, its arguments, or the pod’s command', () => {
    expect(behaviourOf(request({})).argv).toEqual(['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'])
    expect(behaviourOf(request({ args: ['nginx-debug'] })).argv).toEqual(['/docker-entrypoint.sh', 'nginx-debug'])
    expect(behaviourOf(request({ command: ['sh'], args: ['-c', 'exit 3'] })).argv).toEqual(['sh', '-c', 'exit 3'])
  })

  it.each([
    ['curlimages/curl:8.16.0', ['-s', 'http://web'], ['curl', '-s', 'http://web']],
    ['curlimages/curl', ['curl', '-s', 'http://web'], ['curl', '-s', 'http://web']],
    ['nicolaka/netshoot', ['nslookup', 'web'], ['nslookup', 'web']],
    ['registry.k8s.io/e2e-test-images/jessie-dnsutils:1.3', ['sh', '-c', 'exit 3'], ['sh', '-c', 'exit 3']],
    ['ghcr.io/me/shop:2.0', ['serve', '--port=80'], ['/app', 'serve', '--port=80']],
    ['gcr.io/distroless/static', ['sh'], ['/app', 'sh']]
  ])('of %s with %j is %j', (image, args, argv) => {
    expect(behaviourOf(request({ image, args })).argv).toEqual(argv)
  })

  it('serves where the image does, an unknown application where its container says', () => {
    expect(behaviourOf(request({ ports: [8080] })).serves.map(({ port }) => port)).toEqual([80])
    const own = behaviourOf(request({ image: 'ghcr.io/me/shop:2.0', ports: [8080, 9090] }))
    expect(own.serves.map(({ port, root }) => [port, root])).toEqual([
      [8080, ''],
      [9090, '']
    ])
    expect(own.anyProgram).toBe(true)
    expect(behaviourOf(request({ image: 'bitnami/redis:7.2' })).serves.map(({ port }) => port)).toEqual([6379])
    expect(behaviourOf(request({ image: 'ghcr.io/me/shop:2.0' })).serves.map(({ port }) => port)).toEqual([0])
  })

  it('follows the annotations that describe an application', () => {
    const annotations = {
      'failover-lab/memory-mib': '100',
      'failover-lab/exit-after-s.app': '5',
      'failover-lab/exit-code': '2',
      'failover-lab/latency-ms': '40'
    }
    const behaviour = behaviourOf(request({ annotations }))
    expect(behaviour.memoryBytes).toBe(100 * 1_048_576)
    expect(behaviour.argv).toEqual(['sh', '-c', 'sleep 5; exit 2'])
    expect(behaviour.serves[0]!.latencyMs).toBe(40)
  })
})
