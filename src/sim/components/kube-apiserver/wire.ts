import { late } from '../../../base/late'
import type { serveHttp } from './http/serve'

/** How requests of programs outside are served, as HTTP words them. Who has none of them needs none of it. */
export const wire = late<typeof serveHttp>('the HTTP of kube-apiserver')
