package extract

import (
	"errors"
	"time"
)

// clerk takes results as they come, and writes them down in the order of the
// file. Only the clerk touches the report.
type clerk struct {
	run         *importRun
	file        *reportFile
	report      Report
	size        int64
	next        int            // seq of the row to be written next
	early       map[int]result // results whose turn it is not yet
	bytes       int64
	interrupted bool  // a row was cut off on its way
	broken      error // the report cannot be written
}

func newClerk(run *importRun, file *reportFile, size int64) *clerk {
	c := &clerk{run: run, file: file, size: size, early: map[int]result{}}
	c.report.Path = file.path
	for _, name := range run.records.Ignored() {
		c.report.IgnoredColumns = append(c.report.IgnoredColumns, safeColumn(name))
	}
	file.columns(c.report.IgnoredColumns)
	return c
}

// work runs until there are no more results. Every second it lets the report
// reach the disk and shows how things stand.
func (c *clerk) work() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case res, more := <-c.run.results:
			if !more {
				c.run.o.Progress.End(c.standing())
				return
			}
			c.early[res.seq] = res
			c.writeDown()
		case <-tick.C:
			c.flush()
		}
		c.run.o.Progress.At(c.standing())
	}
}

func (c *clerk) writeDown() {
	for {
		res, there := c.early[c.next]
		if !there {
			return
		}
		delete(c.early, c.next)
		c.next++
		c.report.add(res)
		c.bytes = res.end
		for _, n := range res.notes {
			c.interrupted = c.interrupted || n.Code == "interrupted"
		}
		if c.broken == nil {
			c.file.row(res)
		}
		<-c.run.window
	}
}

// flush stops the import when the report cannot be written: rows must not be
// sent which nobody accounts for.
func (c *clerk) flush() {
	if c.broken != nil {
		return
	}
	if c.broken = c.file.flush(); c.broken != nil {
		c.run.stop(c.broken)
	}
}

// close completes the report file.
func (c *clerk) close() error {
	if c.broken != nil {
		return errors.Join(c.broken, c.file.file.Close())
	}
	return c.file.close()
}

func (c *clerk) standing() Standing {
	return Standing{Rows: c.report.Rows, Bytes: c.bytes, Total: c.size, Waiting: int(c.run.sender.waiting.Load())}
}
