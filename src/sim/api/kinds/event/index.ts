import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'

/** What the newer group calls otherwise, by what the stored form calls it. Models pkg/apis/events/v1/conversion.go. */
const names = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount']
] as const
const stored = new Map<string, string>(names.map(([own, other]) => [other, own]))
const shown = new Map<string, string>(names)

/** Events of both groups are stored in one form. */
function convert(object: KubeObject): KubeObject {
  const defaults = { source: {}, firstTimestamp: null, lastTimestamp: null }
  return { ...defaults, ...renamed(object, stored), apiVersion: 'v1' }
}

const inVersion = (object: KubeObject, apiVersion: string): KubeObject => ({ ...renamed(object, shown), apiVersion })

const renamed = (object: KubeObject, by: ReadonlyMap<string, string>): KubeObject => {
  const { apiVersion, kind, metadata, ...fields } = object
  const told = Object.fromEntries(Object.entries(fields).map(([name, value]) => [by.get(name) ?? name, value]))
  return { apiVersion, kind, metadata, ...told }
}

export const event: KindCode = { columns, convert, inVersion, name: 'path' }
