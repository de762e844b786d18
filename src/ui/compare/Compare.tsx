import { useState } from 'react'
import { compareWith, stopComparing, useComparison, useLab } from '../../store'
import { Button } from '../shared/Button'
import { CompareTables } from './CompareTables'

/** This run beside the same run with other masters or another profile, both at the playhead. */
export default function Compare() {
  const info = useLab((lab) => lab.info)
  const { change, error } = useComparison()
  const [masters, setMasters] = useState(() => (info?.masters === 1 ? 3 : 1))
  const [profile, setProfile] = useState('')
  if (!info) return null
  const chosenProfile = profile || info.profile
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 px-3 py-1.5 text-xs">
        <span>This run beside the same faults with</span>
        <select
          aria-label="Masters of the other run"
          className="field py-0.5"
          value={masters}
          onChange={(event) => setMasters(Number(event.target.value))}
        >
          {[1, 3, 5].map((count) => (
            <option key={count} value={count}>
              {count === 1 ? '1 master' : `${count} masters`}
            </option>
          ))}
        </select>
        <select
          aria-label="Profile of the other run"
          className="field py-0.5"
          value={chosenProfile}
          onChange={(event) => setProfile(event.target.value)}
        >
          {info.profiles.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <Button
          look="primary"
          className="!py-0.5"
          onClick={() => void compareWith({ masters, profile: chosenProfile })}
        >
          {change ? 'Compare anew' : 'Compare'}
        </Button>
        {change && (
          <Button className="!py-0.5" onClick={stopComparing}>
            Stop
          </Button>
        )}
        {error && (
          <span role="alert" className="text-bad">
            {error}
          </span>
        )}
      </div>
      {change && !error && <CompareTables />}
    </div>
  )
}
