import { formatTime } from '../api/timestamp'

/* What etcdutl logs on a console. */

export type Log = (caller: string, text: string, logger?: string, level?: 'info' | 'error' | 'panic') => string

/** Lines of zap's console encoder: time, level, logger, caller, message, fields. */
export const consoleLog =
  (at: number): Log =>
  (caller, text, logger, level = 'info') =>
    `${formatTime(at)}\t${level}\t${logger === undefined ? '' : `${logger}\t`}${caller}\t${text}\n`

/** What bbolt says when it opens a file. Models server/storage/backend newBackend. */
export function openedDatabase(log: Log, path: string, caller = 'backend/backend.go:203'): string {
  const options =
    'Timeout: 0s, NoGrowSync: false, NoFreelistSync: true, PreLoadFreelist: false, FreelistType: , ReadOnly: false, MmapFlags: 8000, InitialMmapSize: 10737418240, PageSize: 0, NoSync: false, OpenFile: 0x0, Mlock: false, Logger: 0xc000012345'
  return (
    log(caller, `Opening db file (${path}) with mode -rw------- and with options: {${options}}`, 'bbolt') +
    log('bbolt@v1.4.3/db.go:322', `Opening bbolt db (${path}) successfully`, 'bbolt')
  )
}
