/** So long after the page is there the rest of the build is fetched, ms: the first run goes first. */
const afterMs = 5_000

/**
 * Keeps the build for a time without a network, and says when a newer one is ready. Does nothing where the page is no build, its origin
 * is not secure, the browser saves data, or it stands in another page.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || window !== window.top || savesData()) return
  const register = () => {
    navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).then(
      // A browser that is told to keep nothing may give none.
      (registration) => registration && follow(registration),
      () => {
        // Nothing may be kept here: the page works as before, with a network.
      }
    )
  }
  const later = () => setTimeout(register, afterMs)
  if (document.readyState === 'complete') later()
  else addEventListener('load', later, { once: true })
}

function savesData(): boolean {
  const connection: unknown = 'connection' in navigator ? navigator.connection : null
  return (
    typeof connection === 'object' && connection !== null && 'saveData' in connection && connection.saveData === true
  )
}

/** Tells of a newer build as soon as it is there as a whole. */
function follow(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting)
  }
  look()
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => coming.state === 'installed' && look())
  })
}

function tell(waiting: ServiceWorker): void {
  if (document.querySelector('.newer-build')) return
  const notice = document.createElement('p')
  notice.className = 'newer-build'
  notice.setAttribute('role', 'status')
  const said = document.createElement('span')
  said.textContent = 'A newer build of this page is ready.'
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Open it'
  button.onclick = () => {
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<number>) => {
      if (data > 0)
        said.textContent = `A newer build is ready. Close the other ${data === 1 ? 'page' : `${data} pages`} of Failover Lab first.`
    }
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    waiting.postMessage('take over', [channel.port2])
  }
  const later = document.createElement('button')
  later.type = 'button'
  later.textContent = 'Later'
  later.onclick = () => notice.remove()
  notice.append(said, button, later)
  document.body.append(notice)
}
