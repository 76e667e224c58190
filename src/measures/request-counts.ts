/** What this process was asked, by method and route. A route is its pattern, so there are no more than that. */
import { Distribution, SECONDS } from './distribution.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OTHER = 'OTHER';

export interface RouteCount {
  method: string;
  route: string;
  /** Of answers that begin with 1 to 5, in this order. */
  byClass: Float64Array;
  seconds: Distribution;
}

export class RequestCounts {
  private readonly byMethod = new Map<string, Map<string, RouteCount>>();

  /** At every request: two look-ups and a few additions. */
  add(method: string, route: string, status: number, ms: number): void {
    const one = this.byMethod.get(method)?.get(route) ?? this.find(METHODS.has(method) ? method : OTHER, route);
    one.byClass[Math.floor(status / 100) - 1]! += 1;
    one.seconds.add(ms / 1_000);
  }

  list(): RouteCount[] {
    return [...this.byMethod.values()].flatMap((routes) => [...routes.values()]);
  }

  private find(method: string, route: string): RouteCount {
    const routes = this.byMethod.get(method) ?? new Map<string, RouteCount>();
    this.byMethod.set(method, routes);
    const fresh = { method, route, byClass: new Float64Array(5), seconds: new Distribution(SECONDS) };
    const one = routes.get(route) ?? fresh;
    routes.set(route, one);
    return one;
  }
}
