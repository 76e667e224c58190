/** An address without the port that some proxies forward with it: `[2001:db8::1]:443`, `203.0.113.1:443`. */
const WITH_PORT = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/;

export const withoutPort = (ip: string): string => ip.replace(WITH_PORT, '$1$2');
