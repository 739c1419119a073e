// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Batch reader
/// @notice Many reads of one state in one call. One that fails does not fail the others.
/// @dev Each call may use all the gas that is left but a 64th. One that halts instead of reverting (an invalid opcode, a
/// write) burns that much, so calls which may do so want a gas limit to spare, or to come last.
contract BatchReader {
    /// @param target contract to call
    /// @param data encoded call
    struct Call {
        address target;
        bytes data;
    }

    /// @param ok whether the target has code and did not revert
    /// @param data what it returned or reverted with; empty without code
    struct Result {
        bool ok;
        bytes data;
    }

    /// @notice Makes static calls and returns one result each, in order.
    /// @param calls what to call
    /// @return results one for each call
    function read(Call[] calldata calls) external view returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            // A call to an account without code succeeds: it must not pass for an answer.
            if (calls[i].target.code.length == 0) continue;
            (results[i].ok, results[i].data) = calls[i].target.staticcall(calls[i].data);
        }
    }
}
