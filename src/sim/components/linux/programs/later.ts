import { late } from '../../../../base/late'
import type { greetingOf } from './greetings'
import type { oneLiner } from './one-liners'
import type { bannerOf } from './server-banners'
import type { Program } from './program'
import type { machineView } from './machine-view'
import type { systemFile } from './system-files'
import type { isLacking, managed } from './systems'
import type { toldOf } from './versions'

/** Programs that work on files and texts, that tell the time and that run others: what clusters begin with runs none of them. */
export const programsOfPeople = late<{
  readonly programs: Readonly<Record<string, Program>>
  readonly oneLiner: typeof oneLiner
  readonly bannerOf: typeof bannerOf
  readonly greetingOf: typeof greetingOf
  readonly toldOf: typeof toldOf
  readonly isLacking: typeof isLacking
  readonly managed: typeof managed
  readonly machineView: typeof machineView
  readonly systemFile: typeof systemFile
}>('programs that work on files and texts')

/** Their names: on texts, on files. */
export const textNames =
  'echo printf seq grep egrep fgrep head tail wc sort uniq column tac rev nl base64 jq cut tr sed awk diff expr basename dirname'.split(
    ' '
  )
export const fileNames =
  'touch rm mv cp ln cat ls tee test [ [[ find mkdir rmdir pwd tar gzip gunzip zcat dd fallocate truncate df du'.split(
    ' '
  )
/** And of those that run others, or say what time it is. */
export const otherNames =
  'stress stress-ng id whoami uname ps kill prlimit sudo time nohup xargs chroot which date free top ip ifconfig netstat ss pgrep pidof pkill killall stat nproc'.split(
    ' '
  )
/** Programs that base systems have or lack (`systems.ts`). */
export const optional: ReadonlySet<string> = new Set(
  'bash curl wget ping nslookup dig host getent nc ps jq git python python3 perl top vi vim nano less ip ss netstat telnet traceroute tcpdump'.split(
    ' '
  )
)
