/** The operator behind a request, and the login it came by. */
export interface SignedIn {
  id: string;
  sessionId: string;
}
