/** Table and column names of an entity, read once from its metadata. */
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

export interface TableColumns {
  table: string;
  columns: string[];
}

export class TableColumnsIndex {
  private readonly known = new Map<EntityTarget<ObjectLiteral>, TableColumns>();

  constructor(private readonly dataSource: DataSource) {}

  of(entity: EntityTarget<ObjectLiteral>): TableColumns {
    let found = this.known.get(entity);
    if (!found) {
      const metadata = this.dataSource.getMetadata(entity);
      const columns = metadata.columns.filter((column) => !column.isGenerated).map((column) => column.databaseName);
      found = { table: metadata.tableName, columns };
      this.known.set(entity, found);
    }
    return found;
  }
}
