import type { Command } from '../session'
import { apiResources, apiVersions } from './api-resources'
import { apply } from './apply'
import { setLastApplied, viewLastApplied } from './apply/last-applied'
import { auths } from './auth'
import { autoscale } from './autoscale'
import { cordon, uncordon } from './drain/cordon'
import { creates } from './create'
import { remove } from './delete'
import { describe } from './describe'
import { drain } from './drain'
import { edit, editLastApplied } from './edit'
import { exec } from './exec'
import { explain } from './explain'
import { expose } from './expose'
import { certificates } from './certificate'
import { configCommands } from './config'
import { debug } from './debug'
import { diff } from './diff'
import { events } from './events'
import { get } from './get'
import { clusterInfoDump } from './cluster-dump'
import { clusterInfo } from './info'
import { kustomize } from './kustomize'
import { annotate, label } from './label'
import { logs } from './logs'
import { kubercSet, kubercView } from './kuberc'
import { completion, pluginList } from './own'
import { patch } from './patch'
import { replace } from './replace'
import { history, pause, restart, resume, status, undo } from './rollout'
import { runPod } from './run'
import { scale } from './scale'
import { sets } from './set'
import { attach } from './streams/attach'
import { cp } from './streams/cp'
import { portForward } from './streams/port-forward'
import { proxy } from './streams/proxy'
import { taint } from './taint'
import { top } from './top'
import { version } from './version'
import { wait } from './wait'

/** Every command by its words. */
export const commands: Readonly<Record<string, Command>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply,
  'apply edit-last-applied': editLastApplied,
  'apply set-last-applied': setLastApplied,
  'apply view-last-applied': viewLastApplied,
  ...auths,
  attach,
  autoscale,
  ...certificates,
  'cluster-info': clusterInfo,
  'cluster-info dump': clusterInfoDump,
  completion,
  ...configCommands,
  cordon,
  cp,
  ...creates,
  debug,
  delete: remove,
  describe,
  diff,
  drain,
  edit,
  events,
  exec,
  explain,
  expose,
  get,
  label,
  logs,
  patch,
  'kuberc set': kubercSet,
  'kuberc view': kubercView,
  kustomize,
  'plugin list': pluginList,
  'port-forward': portForward,
  proxy,
  replace,
  'rollout history': history,
  'rollout pause': pause,
  'rollout restart': restart,
  'rollout resume': resume,
  'rollout status': status,
  'rollout undo': undo,
  run: runPod,
  scale,
  ...sets,
  taint,
  top,
  uncordon,
  version,
  wait
}
