import type { Prng } from '../../../base/prng'
import type { KubeObject } from '../types'
import type { TableColumns } from '../table-columns'
import type { Columns } from './columns'
import type { Problems } from './problems'

/**
 * What a kind does that its schema does not tell. Every part is optional: a kind without any is stored as it was decoded.
 * Objects were decoded before (see `decode.ts`): structs that Go holds by value are there, types are right.
 */
export interface KindCode {
  /** The table of `kubectl get`. Models pkg/printers/internalversion/printers.go. */
  readonly columns?: Columns
  /** The server's Table, of kinds that are not built in. */
  readonly table?: TableColumns
  /** Fills in what is missing. Models pkg/apis/<group>/<version>/defaults.go. */
  defaults?(object: KubeObject): KubeObject
  /** An object in another of the kind's versions as the stored one. Models pkg/apis/<group>/<version>/conversion.go. */
  convert?(object: KubeObject): KubeObject
  /** The stored object in another of the kind's versions, for who asks for it so. */
  inVersion?(object: KubeObject, apiVersion: string): KubeObject
  /** What is wrong with an object, besides its metadata. Models pkg/apis/<group>/validation/validation.go. */
  validate?(object: KubeObject, problems: Problems): void
  /** As `validate`, of a new object, where that is another thing. */
  validateNew?(object: KubeObject, problems: Problems): void
  /** What may not be changed; `validate` ran before. */
  validateUpdate?(object: KubeObject, old: KubeObject, problems: Problems): void
  /**
   * As `validate` of an object together with its metadata, of a kind whose versions differ in what they allow.
   * @param old what it is a change of; null: it is new
   * @param apiVersion in which it was written
   */
  validateIn?(object: KubeObject, old: KubeObject | null, apiVersion: string, problems: Problems): void
  /** Checks of an object's name, if it is not a DNS subdomain. */
  readonly name?: 'label' | 'label-1035' | 'path' | 'any'
  /** What is asked for by a prefix is called by the prefix itself. Models strategies whose NameGenerator adds nothing. */
  readonly generates?: 'prefix'
  /** The name of what has none, if it gets one. */
  nameless?(rng: Prng): string
  /** What the server changes before it validates: of a new object (`old` is null), of a change. Models the strategies' PrepareForCreate and PrepareForUpdate. */
  prepare?(object: KubeObject, old: KubeObject | null): KubeObject
  /** What reading a new object back from etcd adds: defaults that the server's own changes make possible. */
  readBack?(object: KubeObject): KubeObject
  /** Puts down who asked for a new object. Models PrepareForCreate where it reads the user of the request. */
  requestedBy?(
    object: KubeObject,
    who: { readonly user: string; readonly groups?: readonly string[]; readonly extra?: object }
  ): KubeObject
  /** What the server changes of a status before it validates it. Models the status strategies' PrepareForUpdate. @param now RFC 3339 */
  prepareStatus?(object: KubeObject, old: KubeObject, now: string): KubeObject
  /** What is wrong with a status, besides metadata. Models the status strategies' ValidateUpdate. */
  validateStatus?(object: KubeObject, old: KubeObject, problems: Problems): void
  /** What a client is warned of. Models the strategies' WarningsOnCreate and WarningsOnUpdate. */
  warnings?(object: KubeObject, old: KubeObject | null): readonly string[]
  /** Subresources through which a part of the object is written, besides status and scale. */
  readonly parts?: Readonly<Record<string, PartOfObject>>
}

/** A part of an object that has a subresource of its own. Models the strategies of the REST storage of such. */
export interface PartOfObject {
  /** The old object with nothing of the new one but the part. */
  narrow(object: KubeObject, old: KubeObject): KubeObject
  /** What may not be changed; the whole object was validated before. */
  validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void
}
