import { Module } from '@nestjs/common';
import { FactorsService } from './factors.service.js';
import { OperatorsService } from './operators.service.js';
import { PasswordsService } from './passwords.service.js';
import { RecoveryCodesService } from './recovery-codes.service.js';
import { TotpService } from './totp.service.js';
import { TriesService } from './tries.service.js';

const SERVICES = [FactorsService, OperatorsService, PasswordsService, RecoveryCodesService, TotpService, TriesService];

@Module({ providers: SERVICES, exports: SERVICES })
export class OperatorsModule {}
