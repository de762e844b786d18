/** Steps of one slice of simulating: about 10 ms, so that questions of the page are answered soon. */
export const slice = 4_000
