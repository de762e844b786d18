import type { Command } from '../../session'
import { clusterrolebinding, rolebinding } from './binding'
import { configmap } from './configmap'
import { deployment } from './deployment'
import { create } from './files'
import { commandOf, type Generator } from './generator'
import { ingress } from './ingress'
import { cronjob, job } from './job'
import { namespace, serviceaccount } from './plain'
import { poddisruptionbudget, priorityclass, quota } from './policy'
import { clusterrole, role } from './role'
import { dockerRegistry, generic, tls } from './secret'
import { services } from './service'
import { token } from './token'

const generators: readonly Generator[] = [
  namespace,
  quota,
  generic,
  tls,
  dockerRegistry,
  configmap,
  serviceaccount,
  ...services,
  deployment,
  clusterrole,
  clusterrolebinding,
  role,
  rolebinding,
  poddisruptionbudget,
  priorityclass,
  job,
  cronjob,
  ingress
]

/** Every `kubectl create …` by its words. */
export const creates: Readonly<Record<string, Command>> = {
  create,
  'create token': token,
  ...Object.fromEntries(generators.map((generator) => [`create ${generator.name}`, commandOf(generator)]))
}
