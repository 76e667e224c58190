/** All that is measured, as the text that Prometheus reads. */
import { Inject, Injectable } from '@nestjs/common';
import { CountedFamiliesService } from './counted-families.service.js';
import { HttpFamiliesService } from './http-families.service.js';
import { ProcessFamiliesService } from './process-families.service.js';
import { StoredFamiliesService } from './stored-families.service.js';

export interface MetricsPage {
  text: string;
  mediaType: string;
}

@Injectable()
export class MetricsService {
  constructor(
    @Inject(HttpFamiliesService) private readonly http: HttpFamiliesService,
    @Inject(CountedFamiliesService) private readonly counted: CountedFamiliesService,
    @Inject(StoredFamiliesService) private readonly stored: StoredFamiliesService,
    @Inject(ProcessFamiliesService) private readonly ofProcess: ProcessFamiliesService,
  ) {}

  async write(): Promise<MetricsPage> {
    // Loaded when somebody first asks: a start does not wait for it.
    const { AggregatorRegistry } = await import('prom-client');
    const stored = await this.stored.list();
    const families = [...this.http.list(), ...this.counted.list(), ...stored, ...this.ofProcess.list()];
    const registry = AggregatorRegistry.aggregate([families]);
    return { text: await registry.metrics(), mediaType: registry.contentType };
  }
}
