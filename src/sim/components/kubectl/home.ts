import type { Session } from './session'

/** Where the person outside is at home: with a copy of the administrator's kubeconfig. */
export const personsHome = ['', 'home', 'user'].join('/')

/** Where root is at home on a machine. */
export const rootsHome = '/root'

/** The home folder of the person at the terminal, where kubeconfig and caches are. */
export const homeOf = ({ env }: Pick<Session, 'env'>): string => env.HOME ?? personsHome
