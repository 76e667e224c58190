import { Global, Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { FirstKeyService } from './first-key.service.js';
import { KeyMarksService } from './key-marks.service.js';
import { KeyProofsService } from './key-proofs.service.js';
import { SignedRequestsService } from './signed-requests.service.js';
import { SigningSecretsService } from './signing-secrets.service.js';

@Global()
@Module({
  providers: [
    ApiKeysService,
    FirstKeyService,
    KeyMarksService,
    KeyProofsService,
    SignedRequestsService,
    SigningSecretsService,
  ],
  exports: [ApiKeysService, KeyProofsService, SignedRequestsService],
})
export class ApiKeysModule {}
