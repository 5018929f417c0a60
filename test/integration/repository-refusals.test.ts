import assert from 'node:assert/strict';
import type {CourseRepository} from '../../src/repositories/course.repository';
import type {RateLimitRepository} from '../../src/repositories/rate-limit.repository';
import {givenApplication, type TestApp} from '../helpers/app';

describe('A repository of LoopBack', () => {
  let app: TestApp;
  let courses: CourseRepository;

  before(async () => {
    app = await givenApplication();
    courses = await app.application.get<CourseRepository>('repositories.CourseRepository');
    await app.given.course();
  });
  after(() => app?.stop());

  it('refuses to change or delete many rows by a condition', async () => {
    await assert.rejects(courses.updateAll(), /updateAll is refused/);
    await assert.rejects(courses.deleteAll(), /deleteAll is refused/);
  });

  it('refuses a condition without a value and one on a property that there is not, instead of leaving it out', async () => {
    const slug = undefined;
    const misspelt = {slugg: 'efaw'} as object;

    await assert.rejects(courses.find({where: {slug}}), /undefined/);
    await assert.rejects(courses.findOne({where: {or: [{slug}, {name: 'x'}]}}), /undefined/);
    await assert.rejects(courses.count({slug}), /undefined/);
    await assert.rejects(courses.find({where: misspelt}), /no property slugg/);
    await assert.rejects(courses.find({where: {and: [{name: 'x'}, misspelt]}}), /no property slugg/);
    await assert.rejects(courses.count(misspelt), /no property slugg/);
  });

  it('refuses to change or delete without a key, or by a part of one', async () => {
    const limits = await app.application.get<RateLimitRepository>('repositories.RateLimitRepository');
    const part = 'login' as never;

    await assert.rejects(courses.updateById(undefined as never, {name: 'x'}), /id of a Course is missing/);
    await assert.rejects(courses.deleteById(undefined as never), /id of a Course is missing/);
    await assert.rejects(limits.deleteById(part), /no key of one column/);
    await assert.rejects(limits.updateById(part, {hits: 0}), /no key of one column/);
    await assert.rejects(limits.replaceById(part, {hits: 0}), /no key of one column/);
    assert.deepEqual(await courses.count(), {count: 1});
  });

  it('refuses to write a property that there is not', async () => {
    await assert.rejects(courses.create({nonsense: 1} as object), /nonsense/);
  });
});
