import { Module } from '@nestjs/common';
import { IssuerKeysService } from './issuer-keys.service.js';
import { OutsideTokensService } from './outside-tokens.service.js';
import { SubjectLinksService } from './subject-links.service.js';

@Module({
  providers: [IssuerKeysService, OutsideTokensService, SubjectLinksService],
  exports: [OutsideTokensService, SubjectLinksService],
})
export class OutsideSubjectsModule {}
