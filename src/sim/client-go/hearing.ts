/** What a component whose only peer is the API has to hear for its client, whatever its state: its transitions. */
export const hearing = <Action extends string>(...actions: Action[]) => ({
  'api.response': { actions },
  'api.watch': { actions },
  'api.watch.end': { actions },
  'conn.close': { actions },
  'conn.pong': { actions },
  'conn.goaway': { actions },
  'conn.failed': { actions },
  'net.connected': { actions },
  'net.reset': { actions },
  'net.refused': { actions },
  'client.timeout': { actions }
})
