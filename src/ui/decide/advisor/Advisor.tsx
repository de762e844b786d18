import { useState } from 'react'
import { Chaos } from './Chaos'
import { ClusterChoice, useAdvised } from './ClusterChoice'
import { Findings } from './Findings'
import { Practices } from './Practices'

/** What would break a cluster, what practices change about it, and the smallest script that breaks a goal: all of it run. */
export default function Advisor() {
  const [link, choose] = useAdvised()
  const [pairs, setPairs] = useState(false)
  return (
    <div className="grid min-w-0 gap-4">
      <ClusterChoice link={link} choose={choose} />
      {/* What was found is of the cluster that it was found in: another one begins anew. */}
      <div className="grid min-w-0 items-start gap-4 min-[1000px]:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]" key={link}>
        <Findings link={link} pairs={pairs} setPairs={setPairs} />
        <div className="grid min-w-0 gap-4">
          <Practices link={link} choose={choose} />
          <Chaos link={link} />
        </div>
      </div>
    </div>
  )
}
