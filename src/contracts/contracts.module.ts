import { Module } from '@nestjs/common';
import { ContractListService } from './contract-list.service.js';
import { ContractsService } from './contracts.service.js';

@Module({ providers: [ContractsService, ContractListService], exports: [ContractsService, ContractListService] })
export class ContractsModule {}
