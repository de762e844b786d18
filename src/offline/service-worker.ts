import { dropOthers, keepBuild, keptAnswer, keptPath, type Build, type Keeper } from './kept'

/** The build's files; the plugin writes them here when all are made. */
declare const FAILOVER_LAB_BUILD: Build

// What a service worker has; the compiler's own types of it do not go together with those of a page.
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asked extends Event {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Told extends Event {
  readonly data: unknown
  readonly ports: readonly MessagePort[]
}
interface WorkerScope {
  readonly registration: { readonly scope: string }
  readonly clients: { matchAll(which: { includeUncontrolled: boolean }): Promise<readonly unknown[]> }
  skipWaiting(): Promise<void>
}
const isLasting = (event: Event): event is Lasting => 'waitUntil' in event
const isAsked = (event: Event): event is Asked => 'respondWith' in event
const isTold = (event: Event): event is Told => 'ports' in event
const isWorker = (scope: object): scope is WorkerScope => 'skipWaiting' in scope

const build = FAILOVER_LAB_BUILD
const worker: object = self
if (isWorker(worker)) serve(worker)

function serve(scope: WorkerScope): void {
  const folder = scope.registration.scope
  const keeper: Keeper = { caches, scope: folder, fetch: (url) => fetch(url, { cache: 'no-cache' }) }
  const paths = new Set(build.files.map(([path]) => path))
  addEventListener('install', (event) => {
    if (isLasting(event)) event.waitUntil(keepBuild(build, keeper))
  })
  addEventListener('activate', (event) => {
    if (isLasting(event)) event.waitUntil(dropOthers(build, keeper))
  })
  addEventListener('fetch', (event) => {
    if (!isAsked(event) || event.request.method !== 'GET') return
    const { url } = event.request
    if (!paths.has(keptPath(url, folder))) return
    // A browser may have thrown away what was kept: then the host is asked, as before.
    event.respondWith(keptAnswer(url, build, keeper).then((kept) => kept ?? fetch(event.request)))
  })
  addEventListener('message', (event) => {
    if (!isTold(event) || event.data !== 'take over') return
    // Another page that is open still loads parts of the older build.
    void scope.clients.matchAll({ includeUncontrolled: true }).then(async (pages) => {
      const others = pages.length - 1
      if (others <= 0) await scope.skipWaiting()
      event.ports[0]?.postMessage(others)
    })
  })
}
