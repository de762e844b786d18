import { late } from '../../../base/late'
import type { Script, Shell } from './script'

/** What is run, by name: nobody runs it before a run begins. */
export const programs = late<{ readonly programs: Readonly<Record<string, (shell: Shell) => Script<number | void>>> }>(
  'kubeadm and the package manager'
)

export const programNames: ReadonlySet<string> = new Set(['kubeadm', 'apt', 'apt-get', 'apt-cache', 'apt-mark'])

export const programNamed = (name: string): ((shell: Shell) => Script<number | void>) => programs().programs[name]!
