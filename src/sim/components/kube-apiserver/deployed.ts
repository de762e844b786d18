import type { ApiServer } from './context'

/** Whether somebody has deployed a program of such an image. */
export const runs = ({ caches }: ApiServer, image: RegExp): boolean =>
  ['deployments', 'daemonsets', 'statefulsets', 'pods'].some((plural) =>
    [...(caches.get(plural)?.objects.values() ?? [])].some((object) => image.test(JSON.stringify(object)))
  )
