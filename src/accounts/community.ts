/** The account of an open deployment, and of the one static API_KEY. */
export const COMMUNITY = 'community';
