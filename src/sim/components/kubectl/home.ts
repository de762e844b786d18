import type { Session } from './session'

/** The home folder of the person at the terminal, where kubeconfig and caches are. */
export const homeOf = ({ env }: Pick<Session, 'env'>): string => env.HOME ?? ['', 'home', 'user'].join('/')
