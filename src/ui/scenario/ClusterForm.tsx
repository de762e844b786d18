import { useState, type ReactNode } from 'react'
import { configure, useLab, type Configure } from '../../store'
import { Icon } from '../shared/Icon'
import { InputError } from '../shared/InputError'
import { NodeSizes } from './NodeSizes'
import { NumberStepper } from './NumberStepper'
import { usePage } from '../shared/use-page'

const masterCounts = [1, 3, 5, 7]

const runtimeNames = { containerd: 'containerd', 'cri-o': 'CRI-O', docker: 'Docker', podman: 'Podman' }

/** Builds the cluster. Each change simulates anew from the start, with the same faults. */
export function ClusterForm() {
  const t = usePage()
  const info = useLab((lab) => lab.info)
  const pods = useLab((lab) => lab.frame?.pods)
  const [error, setError] = useState<string | null>(null)
  if (!info) return null
  const change = async (what: Configure) => setError(await configure(what))
  const { masters, workers, zones, runtime, profile, profiles, seed } = info
  const quorum = Math.floor(masters / 2) + 1
  return (
    <div>
      <Row name="Masters">
        <div role="radiogroup" aria-label={t('Masters')} className="inline-flex gap-0.5 rounded-lg bg-raised p-0.5">
          {masterCounts.map((count) => (
            <label
              key={count}
              className="grid h-5 w-7 cursor-pointer place-items-center rounded-md text-xs font-medium text-mute has-checked:bg-panel has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-info dark:has-checked:bg-line"
            >
              <input
                type="radio"
                name="masters"
                className="sr-only"
                checked={masters === count}
                onChange={() => void change({ masters: count })}
              />
              {count}
            </label>
          ))}
        </div>
      </Row>
      <p className="-mt-0.5 mb-1 text-right text-[11px] leading-4 text-mute">
        {quorum === masters
          ? quorum === 1
            ? t('no other takes over when it fails')
            : `${quorum} ${t('must agree')}`
          : `${quorum} ${t('must agree')}, ${masters - quorum} ${t('may fail')}`}
      </p>
      <Row name="Workers" label="workers">
        <NumberStepper
          id="workers"
          one="worker"
          min={1}
          max={5_000}
          value={workers}
          set={(count) => void change({ workers: count })}
        />
      </Row>
      <NodeSizes info={info} change={change} />
      <Row name="Zones" label="zones">
        <NumberStepper
          id="zones"
          one="zone"
          min={0}
          max={20}
          value={zones}
          set={(count) => void change({ zones: count })}
        />
      </Row>
      <Row name="Runtime" label="runtime">
        <select
          id="runtime"
          className="field h-6 max-w-full !py-0 text-xs font-medium"
          value={runtime}
          onChange={(event) => void change({ runtime: event.target.value as typeof runtime })}
        >
          {Object.entries(runtimeNames).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </Row>
      {runtime === 'podman' && (
        <p className="mb-1 text-right text-[11px] leading-4 text-mute">
          {t('Podman has no CRI: masters run containerd, and no worker’s kubelet starts')}
        </p>
      )}
      <Row name="Flags" label="profile">
        <select
          id="profile"
          aria-label={t('Profile')}
          className="field h-6 max-w-full !py-0 text-xs font-medium"
          value={profile}
          title={t(profiles.find(({ id }) => id === profile)?.summary ?? '')}
          onChange={(event) => void change({ profile: event.target.value })}
        >
          {profiles.map(({ id, title, summary }) => (
            <option key={id} value={id} title={t(summary)}>
              {t(title)}
            </option>
          ))}
        </select>
      </Row>
      <Row name="Seed" label="seed">
        <span className="inline-flex items-center gap-1">
          <NumberStepper
            id="seed"
            min={0}
            max={4_294_967_295}
            value={seed}
            set={(next) => void change({ seed: next })}
          />
          <button
            type="button"
            aria-label={t('Another seed: the same story with other chances')}
            title={t('Another seed: the same story with other chances')}
            onClick={() => void change({ seed: seed + 1 })}
            className="icon-button size-6"
          >
            <Icon name="again" size={12} />
          </button>
        </span>
      </Row>
      {pods && (
        <Row name="Pods">
          <span className="text-xs">
            <b className="font-semibold">{pods.running}</b> {t('run, room for')} {pods.capacity}
          </span>
        </Row>
      )}
      <InputError text={error} className="mt-1" />
    </div>
  )
}

interface RowProps {
  readonly name: string
  /** Id of the field that the name belongs to. */
  readonly label?: string
  readonly children: ReactNode
}

function Row({ name, label, children }: RowProps) {
  const t = usePage()
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-2">
      {label ? (
        <label htmlFor={label} className="text-xs text-mute">
          {t(name)}
        </label>
      ) : (
        <span className="text-xs text-mute">{t(name)}</span>
      )}
      {children}
    </div>
  )
}
