import type { Command } from '../session'
import { applies } from './apply'
import { auths } from './auth'
import { autoscale } from './autoscale'
import { cordon, uncordon } from './cordon'
import { creates } from './create'
import { remove } from './delete'
import { describe } from './describe'
import { drain } from './drain'
import { edit } from './edit'
import { exec } from './exec'
import { expose } from './expose'
import { events } from './events'
import { get } from './get'
import { apiResources, apiVersions } from './api-resources'
import { clusterInfo, config, version } from './info'
import { annotate, label } from './label'
import { logs } from './logs'
import { patch } from './patch'
import { replace } from './replace'
import { history, pause, restart, resume, status, undo } from './rollout'
import { runPod } from './run'
import { scale } from './scale'
import { sets } from './set'
import { taint } from './taint'
import { top } from './top'
import { wait } from './wait'

/** Every command by its words. */
export const commands: Readonly<Record<string, Command>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  ...applies,
  ...auths,
  autoscale,
  'cluster-info': clusterInfo,
  config,
  cordon,
  ...creates,
  delete: remove,
  describe,
  drain,
  edit,
  events,
  exec,
  expose,
  get,
  label,
  logs,
  patch,
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
